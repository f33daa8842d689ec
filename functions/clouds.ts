import * as z from 'zod/mini';
import type { ssmClient } from '#shared/adapters/aws/function-clients.ts';
import { readSsmCredentials } from '#shared/adapters/aws/ssm-credentials.ts';
import { credentialCache } from '#shared/usecases/webhook/credential-cache.ts';
import { text } from './environment.ts';

const names = z.optional(z.array(z.string()));
const selector = z.optional(z.object({ types: names, tags: names, prefixes: names }));

/** The settings of a cloud in `CLOUDS`, for functions that call Cloudinary. */
export const cloudSettings = z.object({
  credentialsParameter: text,
  apiOrigin: text,
  downloadOrigins: z.array(text),
  nativeBackup: z.boolean(),
  rules: z.object({ exclude: selector, include: selector }),
});

/** The settings of one cloud. */
export type CloudSettings = z.infer<typeof cloudSettings>;

/**
 * The configured clouds by name, each with its own adapters.
 *
 * @param connect builds a cloud's adapters from its origins, credentials and quota reserve
 */
export function connectClouds<Cloud>(
  {
    CLOUDS,
    QUOTA_RESERVE,
  }: { readonly CLOUDS: Readonly<Record<string, CloudSettings>>; readonly QUOTA_RESERVE: number },
  ssm: ReturnType<typeof ssmClient>,
  connect: (connection: ReturnType<typeof connectionOf>, settings: CloudSettings) => Cloud,
): Readonly<Record<string, Cloud>> {
  const connected = Object.entries(CLOUDS).map(([cloud, settings]) => [
    cloud,
    connect(connectionOf(cloud, settings, QUOTA_RESERVE, ssm), settings),
  ]);
  return Object.fromEntries(connected);
}

function connectionOf(cloud: string, settings: CloudSettings, quotaReserve: number, ssm: ReturnType<typeof ssmClient>) {
  const { credentialsParameter: name, apiOrigin, downloadOrigins } = settings;
  const { get, refresh } = credentialCache(() => readSsmCredentials(ssm, { name, cloud, apiOrigin }), Date.now);
  return {
    cloud,
    origins: { apiOrigin, downloadOrigins },
    credentials: get,
    renewedCredentials: refresh,
    quotaReserve,
  };
}
