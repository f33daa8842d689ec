import type { WatchedRun } from '../../shared/usecases/progress/watch-run.ts';

/** What a command knows of the runs that it starts and watches. */
export interface RunWork<Report> {
  /** The command: `backup`. */
  readonly command: string;
  readonly kind: WatchedRun['kind'];
  readonly machineArn: string;
  /** What an execution is started with. */
  input(cloud: string): unknown;
  /** Something that looks how far the run of a cloud is, and tells it in a line and as a document. */
  gauge(cloud: string): RunGauge;
  /** What a finished run has found; `undefined` where it left no report. */
  report(cloud: string, name: string): Promise<Report | undefined>;
  /** The report for people. */
  text(report: Report): string;
  /** Whether the report has nothing that needs the operator. */
  isFine(report: Report): boolean;
}

/** Looks how far a run is. */
export type RunGauge = (
  name: string | undefined,
  now: Date,
) => Promise<{ readonly line: string; readonly document: Readonly<Record<string, unknown>> }>;
