import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { embeddedMetrics } from '#local/ministack/cloudwatch/embedded-metrics.ts';

const FILE = join(import.meta.dirname, 'measurements.json');

/** The three ways in which revisions reach the worker, as far as they differ in cost. */
export const SITUATIONS = ['bulk', 'full', 'trickle'] as const;
export type Situation = (typeof SITUATIONS)[number];

const count = z.number().int().min(0);

const functionRun = z.object({
  invocations: count,
  /** CPU time of a call, user and system, in milliseconds: of the round with the least, for what else runs adds to it. */
  cpuMsPerCall: z.number().min(0),
  /** What the local cloud would bill for a call, in milliseconds: the median of the round with the least. */
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
  /** When, of which commit, by which command and where. */
  measured: z.object({ at: z.string(), commit: z.string(), command: z.string(), where: z.string() }),
  /** Size of each original, in bytes. */
  originalBytes: count,
  situations: z.record(z.enum(SITUATIONS), situationRun),
  /** Metric series that got data in the whole run, in which nothing failed. */
  metricSeries: z.array(z.string()),
});

/** Totals of one run on the local cloud, as they were counted. */
export type Measurements = z.output<typeof schema>;

/** What was counted of one situation. */
export type SituationRun = z.output<typeof situationRun>;

/** What was counted of one function. */
export type FunctionRun = z.output<typeof functionRun>;

/** @throws Error that names what is wrong in the checked-in file */
export async function readMeasurements(): Promise<Measurements> {
  return schema.parse(JSON.parse(await readFile(FILE, 'utf8')));
}

/** Replaces the checked-in file. */
export async function writeMeasurements(measurements: Measurements): Promise<void> {
  await writeFile(FILE, `${JSON.stringify(schema.parse(measurements), null, 2)}\n`);
}

/** Rounds of one situation as one run: counts are added up, and of times the least counts. */
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

/** The series that CloudWatch would make of log lines, each once: a metric with the values of its dimensions. */
export function metricSeries(lines: readonly string[]): string[] {
  const series = lines.flatMap(embeddedMetrics).map(({ metric: { name, dimensions } }) => {
    const values = Object.entries(dimensions).map(([dimension, value]) => `${dimension}=${value}`);
    return [name, ...values].join(' ');
  });
  return [...new Set(series)].toSorted();
}
