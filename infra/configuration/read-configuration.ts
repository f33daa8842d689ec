import { COLUMNS } from '#shared/domain/text/display-width.ts';
import { hanging } from '#shared/domain/text/wrapped.ts';
import { type Configuration, configurationSchema } from './configuration.ts';
import { ConfigurationError } from './configuration-error.ts';
import { parseJson } from './parse-json.ts';

/** The key of CDK's context that may hold the configuration. */
export const CONTEXT_KEY = 'cloudinaryBackup';

/** The file in the root of the checkout that holds the configuration. No update of this project touches it. */
export const CONFIGURATION_FILE = 'cloudinary-backup.json';

/** What to do if there is no configuration. */
export const EXAMPLE = `The smallest ${CONFIGURATION_FILE}, in the root of the checkout:

  { "clouds": { "<cloud name>": {} } }

The command line takes the same:

  npx cdk deploy -c ${CONTEXT_KEY}='{"clouds":{"<cloud name>":{}}}'`;

/** Where a configuration is: what messages call the place, and its outermost group. */
export interface Source {
  readonly title: string;
  readonly root: string;
}

export const CONTEXT: Source = { title: `The context key "${CONTEXT_KEY}"`, root: CONTEXT_KEY };
export const FILE: Source = { title: CONFIGURATION_FILE, root: CONFIGURATION_FILE };

/**
 * Reads a configuration: an object, or JSON text.
 *
 * @param source where it is, for messages
 * @throws ConfigurationError that names every problem, where it is, and what to do
 */
export function readConfiguration(value: unknown, source = CONTEXT): Configuration {
  const given = withoutEmpty(typeof value === 'string' ? parseJson(value, source.title) : value);
  const { success, data, error } = configurationSchema.safeParse(given);
  if (success) return data;
  const problems = error.issues.map(({ path, message }) => {
    const [problem, ...names] = message.split('\n');
    const lines = names.map((line) => hanging('    ', line, COLUMNS));
    return [`  - ${path.join('.') || source.root}: ${problem}`, ...lines].join('\n');
  });
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  throw new ConfigurationError([`${source.title} has ${count}:`, ...problems].join('\n'));
}

/** A setting left empty, as scripts do with an unset variable, counts as not set. */
function withoutEmpty(value: unknown): unknown {
  return typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value).flatMap(([key, entry]) => (entry === '' ? [] : [[key, withoutEmpty(entry)]])),
      );
}
