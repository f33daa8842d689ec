import * as z from 'zod';
import type { Sample } from './sample.ts';

const envelope = z.object({
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())).default([[]]),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.string().default('None') })),
      }),
    ),
  }),
});

const values = z.union([z.number().transform((value) => [value]), z.array(z.number())]);

/**
 * The samples that CloudWatch would extract from a log line: each value of each metric, once for each set of
 * dimensions. None if the line is not in the embedded metric format, or lacks a value that it announces.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(line: string): readonly Sample[] {
  const document = jsonObject(line);
  const parsed = envelope.safeParse(document);
  if (document === undefined || !parsed.success) return [];
  const { Timestamp: at, CloudWatchMetrics } = parsed.data._aws;
  return CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) => {
      const dimensions = Object.fromEntries(names.map((name) => [name, document[name]]));
      if (!hasStringsAlone(dimensions)) return [];
      return Metrics.flatMap(({ Name: name, Unit: unit }) =>
        (values.safeParse(document[name]).data ?? []).map((value) => {
          return { metric: { namespace, name, dimensions }, value, unit, at };
        }),
      );
    }),
  );
}

function hasStringsAlone(record: Record<string, unknown>): record is Record<string, string> {
  return Object.values(record).every((value) => typeof value === 'string');
}

function jsonObject(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    // What begins with a brace and parses is an object.
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
