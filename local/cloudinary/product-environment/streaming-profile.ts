/** A streaming profile: the representations among which adaptive streaming chooses. */
export interface StreamingProfile {
  name: string;
  display_name: string;
  predefined: boolean;
  /** Each a transformation, such as `br_5m,c_limit,h_1080,w_1920`. */
  representations: readonly string[];
}

/** Sizes of the representations, largest first. The names are Cloudinary's; its bit rates are not simulated. */
const LADDER = [
  [3840, 2160, '35m'],
  [2560, 1440, '16m'],
  [1920, 1080, '9m'],
  [1280, 720, '5m'],
  [960, 540, '3m'],
  [640, 360, '1m'],
  [320, 240, '300k'],
] as const;

const PREDEFINED: Readonly<Record<string, { display_name: string; largest: number }>> = {
  '4k': { display_name: '4K', largest: 3840 },
  full_hd: { display_name: 'Full HD', largest: 1920 },
  hd: { display_name: 'HD', largest: 1280 },
  sd: { display_name: 'SD', largest: 640 },
  full_hd_wifi: { display_name: 'Full HD Wifi', largest: 1920 },
  full_hd_lean: { display_name: 'Full HD Lean', largest: 1920 },
  hd_lean: { display_name: 'HD Lean', largest: 1280 },
};

/** A profile that every cloud has, or undefined (https://cloudinary.com/documentation/video_manipulation_and_delivery). */
export function predefinedProfile(name: string): StreamingProfile | undefined {
  const profile = PREDEFINED[name];
  if (!profile) return undefined;
  const sizes = LADDER.filter(([width]) => width <= profile.largest);
  const representations = sizes.map(([width, height, rate]) => `br_${rate},c_limit,h_${height},w_${width}`);
  return { name, display_name: profile.display_name, predefined: true, representations };
}

/** The streaming profiles of a new cloud, by name. */
export function streamingProfiles(): Map<string, StreamingProfile> {
  const profiles = new Map<string, StreamingProfile>();
  for (const name of Object.keys(PREDEFINED)) {
    const profile = predefinedProfile(name);
    if (profile) profiles.set(name, profile);
  }
  return profiles;
}
