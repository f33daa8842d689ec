import { type Configuration, configurationSchema } from './configuration.ts';

/** The key of CDK's context that holds the configuration. */
export const CONTEXT_KEY = 'cloudinaryBackup';

const EXAMPLE = `In cdk.json, inside the "context" that is there already:

  "${CONTEXT_KEY}": { "clouds": { "<cloud name>": {} } },

or on the command line: npx cdk deploy -c ${CONTEXT_KEY}='{"clouds":{"<cloud name>":{}}}'`;

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    // Not the whole of JSON.parse's message, nor the error as cause: both quote the text, which may hold a credential.
    const [position = 'it ends too early'] = /at position \d+/.exec(String(error)) ?? [];
    throw new ConfigurationError(`The context key "${CONTEXT_KEY}" is not valid JSON: ${position}.\n\n${EXAMPLE}`);
  }
}

/** A setting left empty, as scripts do with an unset variable, counts as not set. */
function withoutEmpty(value: unknown): unknown {
  return typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value).flatMap(([key, entry]) => (entry === '' ? [] : [[key, withoutEmpty(entry)]])),
      );
}

function describePath(path: readonly PropertyKey[]): string {
  return path.length === 0 ? CONTEXT_KEY : path.join('.');
}

/**
 * Reads the configuration from CDK's context: an object in cdk.json, or JSON text as `-c` on the command line gives it.
 *
 * @throws ConfigurationError that names every problem, where it is, and what to do
 */
export function readConfiguration(context: unknown): Configuration {
  if (context === undefined || context === null || context === '') {
    throw new ConfigurationError(`The context key "${CONTEXT_KEY}" is missing. ${EXAMPLE}`);
  }
  const value = withoutEmpty(typeof context === 'string' ? parseJson(context) : context);
  const { success, data, error } = configurationSchema.safeParse(value);
  if (success) return data;
  const problems = error.issues.map(({ path, message }) => `  - ${describePath(path)}: ${message}`);
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  throw new ConfigurationError([`The context key "${CONTEXT_KEY}" has ${count}:`, ...problems].join('\n'));
}

/** The configuration cannot be used. The message is complete: it lists every problem, and is meant for the operator. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}
