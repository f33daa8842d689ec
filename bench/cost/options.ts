import { parseArgs } from 'node:util';
import { ASSUMPTIONS, type Assumptions } from './assumptions.ts';

/** What stands in --help. */
export const HELP = `npm run cost -- [options]

Computes what a million revisions, a month and a library cost at AWS, from the stack's template, from
bench/cost/measurements.json, and from list prices. Nothing is deployed and nothing leaves this machine.

  --average-size <KB>          average size of an original (${ASSUMPTIONS.averageBytes / 1000})
  --monthly-changes <percent>  new and overwritten originals a month (${ASSUMPTIONS.monthlyChanges * 100})
  --s3-ms <ms>                 what a function waits for S3 (${ASSUMPTIONS.s3Ms})
  --sqs-ms <ms>                for SQS (${ASSUMPTIONS.sqsMs})
  --cloudinary-ms <ms>         for the slowest download of a batch (${ASSUMPTIONS.cloudinaryMs})
  --page-ms <ms>               for a page of a listing (${ASSUMPTIONS.pageMs})
  --asset-ms <ms>              CPU time of a run for one asset (${ASSUMPTIONS.assetMs})
  --inventory-bytes <bytes>    what an inventory writes of one asset (${ASSUMPTIONS.inventoryBytes})
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
  /** What stands under `cloudinaryBackup` in CDK's context. */
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

function amount(name: string, text: string | undefined, fallback: number, unit = 1): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new OptionError(`--${name} ${text} is no amount`);
  return value * unit;
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

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const options = {
    'average-size': text,
    'monthly-changes': text,
    's3-ms': text,
    'sqs-ms': text,
    'cloudinary-ms': text,
    'page-ms': text,
    'asset-ms': text,
    'inventory-bytes': text,
    configuration: text,
    json: flag,
    write: flag,
    measure: flag,
    help: flag,
  };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error));
  }
}

/** @throws OptionError that says what is wrong */
export function optionsOf(args: readonly string[]): Options {
  const { json, write, measure, help, configuration, ...given } = parsed(args);
  if (write && (configuration !== undefined || Object.keys(given).length > 0)) {
    throw new OptionError('--write writes the tables of the defaults: leave the other options out');
  }
  return {
    assumptions: {
      averageBytes: amount('average-size', given['average-size'], ASSUMPTIONS.averageBytes, 1000),
      monthlyChanges: amount('monthly-changes', given['monthly-changes'], ASSUMPTIONS.monthlyChanges, 0.01),
      s3Ms: amount('s3-ms', given['s3-ms'], ASSUMPTIONS.s3Ms),
      sqsMs: amount('sqs-ms', given['sqs-ms'], ASSUMPTIONS.sqsMs),
      cloudinaryMs: amount('cloudinary-ms', given['cloudinary-ms'], ASSUMPTIONS.cloudinaryMs),
      pageMs: amount('page-ms', given['page-ms'], ASSUMPTIONS.pageMs),
      assetMs: amount('asset-ms', given['asset-ms'], ASSUMPTIONS.assetMs),
      inventoryBytes: amount('inventory-bytes', given['inventory-bytes'], ASSUMPTIONS.inventoryBytes),
    },
    configuration: configurationOf(configuration ?? '{"clouds":{"demo":{}}}'),
    json,
    write,
    measure,
    help,
  };
}
