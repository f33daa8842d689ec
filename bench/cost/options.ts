import { parseArgs } from 'node:util';

/** Each unit in those of the estimate: bytes, shares and milliseconds. */
export const UNITS = { KB: 1000, B: 1, '%': 0.01, ms: 1 } as const;

/**
 * The assumptions: values that are neither configured nor measured nor on a price list, in the units of their options. For
 * S3 and SQS, AWS says "tens of milliseconds". How long Cloudinary takes to deliver an original of this size, or to list a
 * page, is not published. The values of a run for one asset come from a measurement with 20,000 assets in memory on the
 * machine of the other measurements: 0.34 ms and 111 bytes.
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
  { name: 's3Ms', option: 's3-ms', value: 50, unit: 'ms', what: 'response time of S3' },
  { name: 'sqsMs', option: 'sqs-ms', value: 50, unit: 'ms', what: 'response time of SQS' },
  { name: 'cloudinaryMs', option: 'cloudinary-ms', value: 500, unit: 'ms', what: 'the slowest download of a batch' },
  { name: 'pageMs', option: 'page-ms', value: 1000, unit: 'ms', what: 'response time for a page of a listing' },
  { name: 'assetMs', option: 'asset-ms', value: 0.35, unit: 'ms', what: 'CPU time of a run for each asset' },
  {
    name: 'inventoryBytes',
    option: 'inventory-bytes',
    value: 330,
    unit: 'B',
    what: 'size of an asset in an inventory',
  },
] as const;

/** What the estimate assumes, in bytes, shares and milliseconds. */
export type Assumptions = Readonly<Record<(typeof ASSUMED)[number]['name'], number>>;

const HELP_ROWS = ASSUMED.map(
  ({ option, unit, what, value }) => `  ${`--${option} <${unit}>`.padEnd(22)}  ${what} (${value})`,
);

/** The text of --help. */
export const HELP = `npm run cost -- [options]

Computes the cost of a million revisions, a month and a library at AWS from the
template of the stack, bench/cost/measurements.json and list prices. It deploys
nothing and sends nothing.

${HELP_ROWS.join('\n')}
  --configuration <json>  configuration of the stack; by default that of this
                          checkout or, if there is none, one cloud
  --markdown              print every table of docs/cost.md
  --json                  print JSON
  --measure               first measure again on the local cloud and write
                          bench/cost/measurements.json: three to five minutes,
                          on Linux; then run "npm run docs" for docs/cost.md
  --help                  print this help

Exit codes:
  0  done
  1  a target is missed, or the command failed
  2  wrong usage`;

/** A configuration of the stack; the estimate itself needs only its clouds. */
export interface CostConfiguration {
  readonly clouds: Readonly<Record<string, unknown>>;
}

/** The configuration of the generated pages: one cloud, and every default. */
export const ONE_CLOUD: CostConfiguration = { clouds: { demo: {} } };

/** The options of the command line, parsed. */
export interface Options {
  readonly assumptions: Assumptions;
  /** The configuration of the stack; by default that of the checkout, or else {@link ONE_CLOUD}. */
  readonly configuration: CostConfiguration | undefined;
  readonly json: boolean;
  /** Print every table, as docs/cost.md has them. */
  readonly markdown: boolean;
  readonly measure: boolean;
  readonly help: boolean;
}

/** The command line is wrong. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

/** @throws OptionError that says what is wrong */
export function optionsOf(args: readonly string[]): Options {
  const { json, markdown, measure, help, configuration, ...given } = parsed(args);
  return {
    assumptions: assumptionsOf(given),
    configuration: configuration === undefined ? undefined : configurationOf(configuration),
    json,
    markdown,
    measure,
    help,
  };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const amounts = Object.fromEntries(ASSUMED.map(({ option }) => [option, text]));
  const options = { ...amounts, configuration: text, json: flag, markdown: flag, measure: flag, help: flag };
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
      throw new OptionError(`--${option} must be a number that is not negative, and is ${text}`);
    }
    return [name, amount * UNITS[unit]];
  });
  return Object.fromEntries(amounts) as Assumptions; // ASSUMED has every name.
}

function configurationOf(text: string): CostConfiguration {
  try {
    const value: unknown = JSON.parse(text);
    const clouds: unknown = Object(value).clouds;
    if (typeof clouds === 'object' && clouds !== null) return { ...Object(value), clouds };
  } catch {
    // Invalid JSON is refused like any other wrong value.
  }
  throw new OptionError('--configuration must be a JSON object with "clouds"');
}
