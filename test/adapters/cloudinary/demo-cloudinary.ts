import { loopbackCertificate } from '#local/certificate/loopback-certificate.ts';
import { trustLoopbackCertificate } from '#local/certificate/trust-loopback-certificate.ts';
import { type SimulatedCloudinary, startSimulatedCloudinary } from '#local/cloudinary/simulated-cloudinary.ts';

type Options = Parameters<typeof startSimulatedCloudinary>[0];

export const KEY = { apiKey: '111111111111111', apiSecret: 'a-secret+that/no-one%should=see' };
/** The content of the parameter with {@link KEY}. */
export const CREDENTIALS = `cloudinary://${KEY.apiKey}:${KEY.apiSecret}@demo`;

/** A simulated Cloudinary with the cloud `demo` and {@link KEY}; this process trusts its certificate. */
export async function startDemoCloudinary(
  cloud: Partial<Options['clouds'][number]> = {},
  options: Partial<Options> = {},
): Promise<SimulatedCloudinary> {
  await trustLoopbackCertificate();
  const { key, cert } = await loopbackCertificate();
  const clouds = [{ cloudName: 'demo', keys: [KEY], ...cloud }];
  return startSimulatedCloudinary({ tls: { key, cert }, clouds, ...options });
}
