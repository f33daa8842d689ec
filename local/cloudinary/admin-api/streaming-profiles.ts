import * as z from 'zod';
import type { ApiCall } from '../http/api-call.ts';
import { endpoint } from '../http/endpoint.ts';
import { readJson } from '../http/read-json.ts';
import { ApiError, existing, ok } from '../http/reply.ts';
import { predefinedProfile, type StreamingProfile } from '../product-environment/streaming-profile.ts';
import { transformationInfo } from '../product-environment/transformation-info.ts';

const REPRESENTATIONS = z.array(z.strictObject({ transformation: z.string() })).min(1);

function representationsIn({ params }: ApiCall): string[] | undefined {
  const text = params.filled('representations');
  if (text === undefined) return undefined;
  // The official SDKs send the list as text, other clients as JSON, whose items `Params` keeps as text.
  const listed = text.startsWith('[') ? text : `[${params.list('representations').join(',')}]`;
  try {
    return readJson(REPRESENTATIONS, JSON.parse(listed)).map(({ transformation }) => transformation);
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError(400, 'Invalid value for parameter representations');
  }
}

function describe({ representations, ...profile }: StreamingProfile): Record<string, unknown> {
  const described = representations.map((transformation) => ({ transformation: transformationInfo(transformation) }));
  return { ...profile, representations: described };
}

function named({ cloud, path }: ApiCall): StreamingProfile {
  return existing(cloud.productEnvironment.streamingProfiles.get(path.name), path.name);
}

/** `GET /streaming_profiles` (https://cloudinary.com/documentation/admin_api#adaptive_streaming_profiles). */
export const listStreamingProfiles = endpoint([], ({ cloud }) => {
  const profiles = [...cloud.productEnvironment.streamingProfiles.values()];
  return ok({ data: profiles.map(({ representations: _, ...profile }) => profile) });
});

/** `GET /streaming_profiles/:name`. */
export const streamingProfile = endpoint([], (call) => ok({ data: describe(named(call)) }));

/** `POST /streaming_profiles`. */
export const createStreamingProfile = endpoint(['name', 'display_name', 'representations'], (call) => {
  const { streamingProfiles } = call.cloud.productEnvironment;
  const name = call.params.filled('name');
  const representations = representationsIn(call);
  if (!name || !representations) throw new ApiError(400, 'Missing required parameter - name, representations');
  if (streamingProfiles.has(name)) throw new ApiError(409, `Streaming profile ${name} already exists`);
  const profile = {
    name,
    display_name: call.params.filled('display_name') ?? name,
    predefined: false,
    representations,
  };
  streamingProfiles.set(name, profile);
  return ok({ message: 'created', data: describe(profile) });
});

/** `PUT /streaming_profiles/:name`: predefined profiles can be changed too. */
export const updateStreamingProfile = endpoint(['display_name', 'representations'], (call) => {
  const profile = named(call);
  profile.display_name = call.params.filled('display_name') ?? profile.display_name;
  profile.representations = representationsIn(call) ?? profile.representations;
  return ok({ message: 'updated', data: describe(profile) });
});

/** `DELETE /streaming_profiles/:name`: a predefined profile gets its original settings back instead. */
export const deleteStreamingProfile = endpoint([], (call) => {
  const { streamingProfiles } = call.cloud.productEnvironment;
  const { name } = named(call);
  const original = predefinedProfile(name);
  if (original) streamingProfiles.set(name, original);
  else streamingProfiles.delete(name);
  return ok({ message: original ? 'reverted' : 'deleted' });
});
