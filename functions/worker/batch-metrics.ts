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
import type { ProductEnvironment } from '#shared/usecases/worker/product-environment.ts';
import type { ReceivedMessage, WorkerReports } from '#shared/usecases/worker/work-on-batch.ts';
import { MAX_VALUES, publishMetrics } from '../metrics.ts';

/** What one cloud's messages of a batch come to. */
class CloudMetrics {
  readonly sums = new Map<MetricName, number>();
  /** How old revisions were when they were safe, in milliseconds. */
  readonly lags: number[] = [];
  readonly failures = new Map<CopyFailureReason, number>();
  /** Since the oldest message was sent that has failed, in milliseconds. */
  retryAge: number | undefined;
}

/** Adds to a count, or to a sum of bytes. Nothing is not published: it would be a series that somebody pays for. */
function add<Name>(sums: Map<Name, number>, name: Name, value: number): void {
  if (value > 0) sums.set(name, (sums.get(name) ?? 0) + value);
}

/** Writes what there is to say: no line, one, and one more for each reason by which copies failed. */
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
 * How long it took from an event at Cloudinary to its entry in the journal, in milliseconds: 0 where Cloudinary's clock is
 * ahead of ours, `undefined` where the event has no time that can be read.
 */
function backupLag(event: Instant, recorded: Date): number | undefined {
  const lag = recorded.getTime() - millisecondsOf(event);
  return Number.isNaN(lag) ? undefined : Math.max(lag, 0);
}

function outcomeOf(entry: Unrecorded): RevisionOutcome | undefined {
  // What verify could not have mended was copied in its time: verify itself counts it.
  if (entry.kind === 'revision')
    return entry.origin === 'verify' && entry.outcome === 'lost' ? undefined : entry.outcome;
  return entry.kind === 'renamed' ? entry.not_copied?.outcome : undefined;
}

/** What {@link batchMetrics} counts. */
export interface BatchMetrics extends Disposable, Pick<WorkerReports, 'recorded'> {
  failed(message: Pick<ReceivedMessage, 'sentAt'>, error: unknown, from: Parameters<WorkerReports['failed']>[3]): void;
}

/** Counts what becomes of one batch, and publishes it when `using` lets go, which it also does when the batch throws. */
export function batchMetrics(
  clouds: ReadonlyMap<string, { readonly environment: Pick<ProductEnvironment, 'quota'> }>,
): BatchMetrics {
  const unknown = new CloudMetrics();
  const counted = new Map(
    [...clouds].map(([cloud, { environment }]) => [
      cloud,
      { environment, quotaBefore: environment.quota(), metrics: new CloudMetrics() },
    ]),
  );
  /** Messages are not trusted: only what is configured becomes the value of a dimension. */
  const metricsOf = (cloud = UNKNOWN_CLOUD) => counted.get(cloud)?.metrics ?? unknown;
  return {
    recorded: (entry, cause, at) => {
      const outcome = outcomeOf(entry);
      if (outcome === undefined) return;
      const { sums, lags } = metricsOf(entry.cloud);
      add(sums, METRIC_OF_OUTCOME[outcome], 1);
      if (entry.kind !== 'revision' || outcome !== 'stored') return;
      add(sums, 'BytesStored', entry.bytes);
      // What a run finds may be years old, which tells nothing of how fast the pipeline is.
      const lag = cause === 'run' ? undefined : backupLag(entry.at, at);
      if (lag !== undefined) lags.push(lag);
    },
    failed: ({ sentAt }, error, { cloud, cause }) => {
      const metrics = metricsOf(cloud);
      add(metrics.failures, copyFailureReason(errorCodeOf(error)), 1);
      // A run's job may have waited for hours before its first attempt.
      if (cause !== 'run' && metrics !== unknown)
        metrics.retryAge = Math.max(metrics.retryAge ?? 0, Date.now() - sentAt.getTime());
    },
    [Symbol.dispose]: () => {
      for (const [cloud, { environment, quotaBefore, metrics }] of counted) {
        const quota = environment.quota();
        publish(cloud, metrics, quota === quotaBefore ? undefined : quota?.remaining);
      }
      publish(UNKNOWN_CLOUD, unknown);
    },
  };
}
