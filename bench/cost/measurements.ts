import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { embeddedMetrics } from '#local/ministack/cloudwatch/embedded-metrics.ts';

const FILE = join(import.meta.dirname, 'measurements.json');

/** The three ways in which revisions reach the worker, which differ in cost. */
export const SITUATIONS = ['bulk', 'full', 'trickle'] as const;
export type Situation = (typeof SITUATIONS)[number];

const count = z.number().int().min(0);

const functionRun = z.object({
  invocations: count,
  /** User and system CPU time of a call, in milliseconds, in the round with the least: other processes add to it. */
  cpuMsPerCall: z.number().min(0),
  /** What the local cloud bills for a call, in milliseconds: the median of the round with the least. */
  localMs: z.number().min(0),
  /** Lines that the function itself wrote, and their bytes in UTF-8. */
  logLines: count,
  logBytes: count,
});

const situationRun = z.object({
  revisions: count.min(1),
  webhook: functionRun,
  worker: functionRun,
  /** Requests that reached the local S3 from the functions. */
  s3: z.object({ revisionPuts: count, journalPuts: count, heads: count, gets: count, lists: count }),
  /** Requests that reached the local SQS, from any sender. */
  sqsSends: count,
  /** Bytes of all the messages together. */
  messageBytes: count,
  /** Bytes of all journal objects together. */
  journalBytes: count,
});

const schema = z.object({
  /** When, at which commit, with which command and where it was measured. */
  measured: z.object({ at: z.string(), commit: z.string(), command: z.string(), where: z.string() }),
  /** Size of each original, in bytes. */
  originalBytes: count,
  situations: z.record(z.enum(SITUATIONS), situationRun),
  /** Metric series that got data during the measurement, in which nothing failed. */
  metricSeries: z.array(z.string()),
});

/** Totals counted on the local cloud. */
export type Measurements = z.output<typeof schema>;

/** The counts of one situation. */
export type SituationRun = z.output<typeof situationRun>;

/** The counts of one function. */
export type FunctionRun = z.output<typeof functionRun>;

/** @throws Error that names what is wrong in the checked-in file */
export async function readMeasurements(): Promise<Measurements> {
  return schema.parse(JSON.parse(await readFile(FILE, 'utf8')));
}

/** Replaces the checked-in file. */
export async function writeMeasurements(measurements: Measurements): Promise<void> {
  await writeFile(FILE, `${JSON.stringify(schema.parse(measurements), null, 2)}\n`);
}

/** The rounds of a situation as one: the sum of their counts and the minimum of their times. */
export function sumOfRounds(rounds: readonly SituationRun[]): SituationRun {
  return situationRun.parse(summed(rounds));
}

const TIMES = ['cpuMsPerCall', 'localMs'];

function summed(values: readonly unknown[], field = ''): unknown {
  if (values.every((value) => typeof value === 'number')) {
    return TIMES.includes(field) ? Math.min(...values) : values.reduce((sum, value) => sum + value, 0);
  }
  const fields = Object.keys(Object(values[0]));
  return Object.fromEntries(
    fields.map((name) => [
      name,
      summed(
        values.map((value) => Object(value)[name]),
        name,
      ),
    ]),
  );
}

/** The distinct series that CloudWatch would extract from log lines: each metric with the values of its dimensions. */
export function metricSeries(lines: readonly string[]): string[] {
  const series = lines.flatMap(embeddedMetrics).map(({ metric: { name, dimensions } }) => {
    const values = Object.entries(dimensions).map(([dimension, value]) => `${dimension}=${value}`);
    return [name, ...values].join(' ');
  });
  return [...new Set(series)].toSorted();
}
