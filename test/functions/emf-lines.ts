import { expect } from 'vitest';
import * as z from 'zod';
import { BUCKET_VIOLATIONS, METRIC_NAMESPACE, METRICS, type Metric } from '#shared/domain/metrics.ts';

const number = z.number();

/** The member `_aws` by the specification, as far as we use it; zod's numbers are finite. */
const metadata = z.strictObject({
  Timestamp: z.int(),
  CloudWatchMetrics: z.tuple([
    z.strictObject({
      Namespace: z.string().min(1).max(1024),
      Dimensions: z.tuple([z.array(z.string().min(1).max(250)).max(30)]),
      Metrics: z
        .array(
          z.strictObject({
            Name: z.string().min(1).max(1024),
            Unit: z.enum(['Count', 'Bytes', 'Milliseconds', 'Percent']),
          }),
        )
        .min(1)
        .max(100),
    }),
  ]),
});

/** One line in the embedded metric format. */
export interface EmfLine {
  readonly dimensions: Readonly<Record<string, unknown>>;
  readonly values: Readonly<Record<string, unknown>>;
}

const CATALOGUE: Readonly<Record<string, Pick<Metric, 'unit' | 'by'> & { readonly dimension?: string }>> = {
  ...METRICS,
  [BUCKET_VIOLATIONS.name]: BUCKET_VIOLATIONS,
};

/** A metric has the unit and exactly the dimensions that the catalogue gives it, with values that it names. */
function expectCatalogued(name: string, unit: string, dimensions: EmfLine['dimensions']) {
  const metric = CATALOGUE[name];
  expect(metric?.unit, name).toBe(unit);
  const by = metric?.by;
  const named = [metric?.dimension ?? 'cloud', ...(by === undefined ? [] : [by.dimension])];
  expect(Object.keys(dimensions), name).toEqual(named);
  if (by !== undefined) expect(by.values).toContain(dimensions[by.dimension]);
}

function lineOf(line: Readonly<Record<string, unknown>>): EmfLine {
  const [{ Namespace, Dimensions, Metrics }] = metadata.parse(line['_aws']).CloudWatchMetrics;
  expect(Namespace).toBe(METRIC_NAMESPACE);
  const dimensions = Object.fromEntries(Dimensions[0].map((name) => [name, line[name]]));
  z.record(z.string(), z.string().min(1).max(1024)).parse(dimensions);
  const values = Object.fromEntries(Metrics.map(({ Name }) => [Name, line[Name]]));
  z.record(z.string(), z.union([number, z.array(number).min(1).max(100)])).parse(values);
  for (const { Name, Unit } of Metrics) expectCatalogued(Name, Unit, dimensions);
  return { dimensions, values };
}

/**
 * The lines of a log that are in CloudWatch's embedded metric format. Each is checked against the specification and the
 * catalogue of our metrics.
 *
 * Source:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function emfLines(lines: readonly Readonly<Record<string, unknown>>[]): readonly EmfLine[] {
  return lines.filter((line) => '_aws' in line).map(lineOf);
}
