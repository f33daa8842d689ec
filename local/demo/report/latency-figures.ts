import type { ExpectedRevision } from '#local/verification/expectations.ts';

/** The seconds from the answer to an upload until its bytes were visible in the bucket. */
export interface LatencyFigures {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** The latencies of all uploads that were followed, the first, cold one included; undefined if there is none. */
export function latencyFigures(revisions: readonly ExpectedRevision[]): LatencyFigures | undefined {
  const seconds = revisions
    .flatMap((revision) => (revision.timed && revision.seconds !== undefined ? [revision.seconds] : []))
    .toSorted((a, b) => a - b);
  // Nearest rank: always a measured time.
  const percentile = (p: number) => seconds[Math.ceil((p / 100) * seconds.length) - 1] ?? 0;
  if (seconds.length === 0) return undefined;
  return { count: seconds.length, p50: percentile(50), p95: percentile(95), max: percentile(100) };
}
