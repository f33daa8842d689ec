import type { CloudConfiguration, CloudConfigurations } from './configuration/cloud-settings.ts';

/** Room for the worker's other variables: three queue URLs of up to 140 bytes, the bucket's name, four numbers. */
export const OTHER_VARIABLES = 800;

/** The `CLOUDS` variable of a function: the settings of each cloud that it needs, as JSON. */
export function cloudsVariable(
  clouds: CloudConfigurations,
  ...settings: readonly (keyof CloudConfiguration)[]
): string {
  const needed = Object.entries(clouds).map(([name, cloud]) => [
    name,
    Object.fromEntries(settings.map((setting) => [setting, cloud[setting]])),
  ]);
  return JSON.stringify(Object.fromEntries(needed));
}

/** The `CLOUDS` variable of the worker. */
export function workerClouds(clouds: CloudConfigurations): string {
  return cloudsVariable(clouds, 'credentialsParameter', 'apiOrigin', 'downloadOrigins', 'nativeBackup', 'rules');
}

/** By how many bytes the clouds' settings exceed what fits into the worker's environment; negative if they fit. */
export function excessOfWorkerClouds(clouds: CloudConfigurations): number {
  return environmentSize({ CLOUDS: workerClouds(clouds) }) + OTHER_VARIABLES - ENVIRONMENT_LIMIT;
}

/** What Lambda allows for all environment variables of a function together, in bytes. */
export const ENVIRONMENT_LIMIT = 4096;

/**
 * The size of a function's environment in bytes, measured as Lambda does: as a JSON object, in which each quote within
 * a value takes two bytes.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export function environmentSize(variables: Readonly<Record<string, string>>): number {
  return Buffer.byteLength(JSON.stringify(variables));
}
