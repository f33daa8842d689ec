import { parseArgs } from 'node:util';

/** What one unit is in the estimate, which counts in bytes, shares and milliseconds. */
export const UNITS = { KB: 1000, B: 1, '%': 0.01, ms: 1 } as const;

/**
 * What is neither configured nor measured nor on a price list, the values as options give them. For S3 and SQS, AWS says
 * "tens of milliseconds"; nobody has published how long Cloudinary takes to deliver an original of this size or to list
 * a page. What a run takes for an asset was measured with 20,000 assets in memory on the machine of the measurements:
 * 0.34 ms and 111 bytes.
 *
 * Sources: https://docs.aws.amazon.com/whitepapers/latest/s3-optimizing-performance-best-practices/timeouts-and-retries-for-latency-sensitive-applications.html
 * (requests below 512 KB), https://aws.amazon.com/sqs/faqs/
 */
export const ASSUMED = [
  { name: 'averageBytes', option: 'average-size', value: 500, unit: 'KB', what: 'average size of an original' },
  {
    name: 'monthlyChanges',
    option: 'monthly-changes',
    value: 5,
    unit: '%',
    what: 'new and overwritten originals a month',
  },
  { name: 's3Ms', option: 's3-ms', value: 50, unit: 'ms', what: 'one answer of S3' },
  { name: 'sqsMs', option: 'sqs-ms', value: 50, unit: 'ms', what: 'one answer of SQS' },
  { name: 'cloudinaryMs', option: 'cloudinary-ms', value: 500, unit: 'ms', what: 'the slowest download of a batch' },
  { name: 'pageMs', option: 'page-ms', value: 1000, unit: 'ms', what: 'one page of a listing' },
  { name: 'assetMs', option: 'asset-ms', value: 0.35, unit: 'ms', what: 'CPU time of a run for one asset' },
  {
    name: 'inventoryBytes',
    option: 'inventory-bytes',
    value: 330,
    unit: 'B',
    what: 'what an inventory writes of one asset',
  },
] as const;

/** What the estimate assumes, in bytes, shares and milliseconds. */
export type Assumptions = Readonly<Record<(typeof ASSUMED)[number]['name'], number>>;

const HELP_ROWS = ASSUMED.map(
  ({ option, unit, what, value }) => `  ${`--${option} <${unit}>`.padEnd(27)}  ${what} (${value})`,
);

/** The text of --help. */
export const HELP = `npm run cost -- [options]

Computes what a million revisions, a month and a library cost at AWS, from the stack's template, from
bench/cost/measurements.json, and from list prices. Nothing is deployed and nothing leaves this machine.

${HELP_ROWS.join('\n')}
  --configuration <json>       the stack's configuration ({"clouds":{"demo":{}}})
  --json                       everything as JSON
  --write                      writes the tables into docs/cost.md; only with the defaults
  --measure                    first measures again on the local cloud (three to five minutes, Linux), and
                               writes bench/cost/measurements.json
  --help                       this

Exit code: 0; 1 when a target is missed or something failed; 2 for wrong options.`;

/** What the command line asks for. */
export interface Options {
  readonly assumptions: Assumptions;
  /** The value of `cloudinaryBackup` in CDK's context. */
  readonly configuration: { readonly clouds: Readonly<Record<string, unknown>> };
  readonly json: boolean;
  readonly write: boolean;
  readonly measure: boolean;
  readonly help: boolean;
}

/** The command line is not understood. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

/** @throws OptionError that says what is wrong */
export function optionsOf(args: readonly string[]): Options {
  const { json, write, measure, help, configuration, ...given } = parsed(args);
  if (write && (configuration !== undefined || Object.keys(given).length > 0)) {
    throw new OptionError('--write writes the tables of the defaults: leave the other options out');
  }
  return {
    assumptions: assumptionsOf(given),
    configuration: configurationOf(configuration ?? '{"clouds":{"demo":{}}}'),
    json,
    write,
    measure,
    help,
  };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const amounts = Object.fromEntries(ASSUMED.map(({ option }) => [option, text]));
  const options = { ...amounts, configuration: text, json: flag, write: flag, measure: flag, help: flag };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error));
  }
}

function assumptionsOf(given: Readonly<Record<string, unknown>>): Assumptions {
  const amounts = ASSUMED.map(({ name, option, value, unit }) => {
    const text = String(given[option] ?? value);
    const amount = Number(text);
    if (text.trim() === '' || !Number.isFinite(amount) || amount < 0) {
      throw new OptionError(`--${option} ${text} is no amount`);
    }
    return [name, amount * UNITS[unit]];
  });
  return Object.fromEntries(amounts) as Assumptions; // There is one for every name.
}

function configurationOf(text: string): Options['configuration'] {
  try {
    const value: unknown = JSON.parse(text);
    const clouds: unknown = Object(value).clouds;
    if (typeof clouds === 'object' && clouds !== null) return { ...Object(value), clouds };
  } catch {
    // Falls through to the refusal.
  }
  throw new OptionError('--configuration is no JSON object with "clouds"');
}
