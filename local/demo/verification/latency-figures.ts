import type { ExpectedRevision } from '../scenario/expectations.ts';

/** How long it took from an upload's answer until its bytes could be seen in the bucket, in seconds. */
export interface LatencyFigures {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** Over all uploads that were followed, the cold first one included; undefined if there is none. */
export function latencyFigures(revisions: readonly ExpectedRevision[]): LatencyFigures | undefined {
  const seconds = revisions
    .flatMap((revision) => (revision.timed && revision.seconds !== undefined ? [revision.seconds] : []))
    .toSorted((a, b) => a - b);
  // Nearest rank: a time that was really measured.
  const percentile = (p: number) => seconds[Math.ceil((p / 100) * seconds.length) - 1] ?? 0;
  if (seconds.length === 0) return undefined;
  return { count: seconds.length, p50: percentile(50), p95: percentile(95), max: percentile(100) };
}
