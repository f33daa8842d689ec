import { errorCodeOf } from '#shared/domain/errors.ts';
import type { RevisionOutcome, Unrecorded } from '#shared/domain/journal/journal-entry.ts';
import {
  type CopyFailureReason,
  copyFailureReason,
  METRIC_OF_OUTCOME,
  type MetricName,
  UNKNOWN_CLOUD,
} from '#shared/domain/metrics.ts';
import { type Instant, millisecondsOf } from '#shared/domain/text/instant.ts';
import type { CloudApi } from '#shared/usecases/worker/cloud-api.ts';
import type { WorkedMessage, WorkerReports } from '#shared/usecases/worker/worker-dependencies.ts';
import { MAX_VALUES, publishMetrics } from '../metrics.ts';

/** The metrics of one cloud's messages in a batch. */
class CloudMetrics {
  readonly sums = new Map<MetricName, number>();
  /** How old revisions were when they were stored, in milliseconds. */
  readonly lags: number[] = [];
  readonly failures = new Map<CopyFailureReason, number>();
  /** The age of the oldest message that failed, in milliseconds. */
  retryAge: number | undefined;
}

/** Adds to a count, or to a sum of bytes. Zero is not published: it would create a series, which costs money. */
function add<Name>(sums: Map<Name, number>, name: Name, value: number): void {
  if (value > 0) sums.set(name, (sums.get(name) ?? 0) + value);
}

/** Writes the lines that have something to count: one or none, and one more for each reason by which copies failed. */
function publish(cloud: string, { sums, lags, failures, retryAge }: CloudMetrics, quotaLeft?: number): void {
  const values = {
    ...Object.fromEntries(sums),
    ...(lags.length > 0 && { BackupLag: lags.slice(0, MAX_VALUES) }),
    ...(retryAge !== undefined && { RetryAge: retryAge }),
    ...(quotaLeft !== undefined && { QuotaLeft: quotaLeft }),
  };
  if (Object.keys(values).length > 0) publishMetrics({ dimensions: { cloud }, values });
  for (let from = MAX_VALUES; from < lags.length; from += MAX_VALUES) {
    publishMetrics({ dimensions: { cloud }, values: { BackupLag: lags.slice(from, from + MAX_VALUES) } });
  }
  for (const [reason, CopyFailures] of failures) {
    publishMetrics({ dimensions: { cloud, reason }, values: { CopyFailures } });
  }
}

/**
 * How long it took from an event at Cloudinary to its entry in the journal, in milliseconds: 0 if Cloudinary's clock is
 * ahead of ours, `undefined` if the event's time cannot be read.
 */
function backupLag(event: Instant, recorded: Date): number | undefined {
  const lag = recorded.getTime() - millisecondsOf(event);
  return Number.isNaN(lag) ? undefined : Math.max(lag, 0);
}

function outcomeOf(entry: Unrecorded): RevisionOutcome | undefined {
  // If verify cannot repair a revision, it was copied once: verify itself counts it.
  if (entry.kind === 'revision')
    return entry.origin === 'verify' && entry.outcome === 'lost' ? undefined : entry.outcome;
  return entry.kind === 'renamed' ? entry.not_copied?.outcome : undefined;
}

/** What {@link batchMetrics} counts. */
export interface BatchMetrics extends Disposable, Pick<WorkerReports, 'recorded'> {
  /**
   * @param error `undefined` for a message that was received before its wait was over: nothing was attempted
   */
  failed(message: Pick<WorkedMessage, 'sentAt'>, error: unknown, from: Parameters<WorkerReports['failed']>[3]): void;
}

/** Counts what happens to one batch, and publishes it at the end of its `using` scope, also if the batch throws. */
export function batchMetrics(clouds: ReadonlyMap<string, { readonly api: Pick<CloudApi, 'quota'> }>): BatchMetrics {
  const unknown = new CloudMetrics();
  const counted = new Map(
    [...clouds].map(([cloud, { api }]) => [cloud, { api, quotaBefore: api.quota(), metrics: new CloudMetrics() }]),
  );
  /** Messages are not trusted: only a configured cloud becomes the value of a dimension. */
  const metricsOf = (cloud = UNKNOWN_CLOUD) => counted.get(cloud)?.metrics ?? unknown;
  return {
    recorded: (entry, cause, at) => {
      const outcome = outcomeOf(entry);
      if (outcome === undefined || outcome === 'never-existed') return;
      const { sums, lags } = metricsOf(entry.cloud);
      add(sums, METRIC_OF_OUTCOME[outcome], 1);
      if (entry.kind !== 'revision' || outcome !== 'stored') return;
      add(sums, 'BytesStored', entry.bytes);
      // What a run finds may be years old, and says nothing about how fast the pipeline is.
      const lag = cause === 'run' ? undefined : backupLag(entry.at, at);
      if (lag !== undefined) lags.push(lag);
    },
    failed: ({ sentAt }, error, { cloud, cause }) => {
      const metrics = metricsOf(cloud);
      if (error !== undefined) add(metrics.failures, copyFailureReason(errorCodeOf(error)), 1);
      // A run's job may have waited for hours before its first attempt.
      if (cause !== 'run' && metrics !== unknown)
        metrics.retryAge = Math.max(metrics.retryAge ?? 0, Date.now() - sentAt.getTime());
    },
    [Symbol.dispose]: () => {
      for (const [cloud, { api, quotaBefore, metrics }] of counted) {
        const quota = api.quota();
        publish(cloud, metrics, quota === quotaBefore ? undefined : quota?.remaining);
      }
      publish(UNKNOWN_CLOUD, unknown);
    },
  };
}
