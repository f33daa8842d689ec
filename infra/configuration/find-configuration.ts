import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Configuration } from './configuration.ts';
import { ConfigurationError } from './configuration-error.ts';
import { parseJson } from './parse-json.ts';
import { CONFIGURATION_FILE, CONTEXT_KEY, EXAMPLE, FILE, readConfiguration } from './read-configuration.ts';

const CHECKOUT = join(import.meta.dirname, '../..');

/**
 * Reads the configuration. `-c` on the command line overrides everything. Without it, the configuration is
 * `cloudinary-backup.json` in the root of the checkout, or the context key in cdk.json.
 *
 * @param context the value of the context key: that of the command line, or else that of cdk.json
 * @param checkout the folder of both files, wherever `cdk` runs
 * @throws ConfigurationError if both files have a configuration, none has one, or the one that counts cannot be used
 */
export function findConfiguration(context: unknown, checkout = CHECKOUT): Configuration {
  // A value that differs from the one in cdk.json comes from the command line.
  if (isSet(context) && !isDeepStrictEqual(context, contextInCdkJson(checkout))) return readConfiguration(context);
  const configuration = storedConfiguration(checkout);
  if (configuration === undefined) throw new ConfigurationError(`There is no configuration. ${EXAMPLE}`);
  return configuration;
}

/**
 * Reads the configuration in the files of the checkout; `undefined` if there is none.
 *
 * @throws ConfigurationError if both files have one, or it cannot be used
 */
export function storedConfiguration(checkout = CHECKOUT): Configuration | undefined {
  const inCdkJson = contextInCdkJson(checkout);
  const file = fileContent(join(checkout, CONFIGURATION_FILE));
  if (file === undefined) return isSet(inCdkJson) ? readConfiguration(inCdkJson) : undefined;
  if (!isSet(inCdkJson)) return readConfiguration(file, FILE);
  throw new ConfigurationError(
    `There are two configurations: in ${CONFIGURATION_FILE}, and under the context key "${CONTEXT_KEY}" in cdk.json. Keep one, preferably the file: no update touches it.`,
  );
}

/** Scripts leave an empty text for an unset variable. */
function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function contextInCdkJson(checkout: string): unknown {
  const json = fileContent(join(checkout, 'cdk.json'));
  return json === undefined ? undefined : Object(Object(parseJson(json, 'cdk.json'))['context'])[CONTEXT_KEY];
}

/** The text of a file, without the byte order mark that some editors write; `undefined` if there is no such file. */
function fileContent(path: string): string | undefined {
  try {
    return new TextDecoder().decode(readFileSync(path));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
