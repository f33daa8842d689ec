import { errorCodeOf } from '../../shared/domain/errors.ts';
import { backupLag } from '../../shared/domain/journal/backup-lag.ts';
import type { RevisionOutcome, Unrecorded } from '../../shared/domain/journal/journal-entry.ts';
import { copyFailureReason, METRIC_OF_OUTCOME, UNKNOWN_CLOUD } from '../../shared/domain/metrics.ts';
import type { ProductEnvironment } from '../../shared/usecases/worker/product-environment.ts';
import type { Cause, ReceivedMessage, WorkerReports } from '../../shared/usecases/worker/work-on-batch.ts';
import { CloudMetrics } from './cloud-metrics.ts';

type FailedMessage = Pick<ReceivedMessage, 'sentAt'>;

function outcomeOf(entry: Unrecorded): RevisionOutcome | undefined {
  // What verify could not have mended was copied in its time: verify itself counts it.
  if (entry.kind === 'revision')
    return entry.origin === 'verify' && entry.outcome === 'lost' ? undefined : entry.outcome;
  return entry.kind === 'renamed' ? entry.not_copied?.outcome : undefined;
}

/** Counts what becomes of one batch, and publishes it when `using` lets go, which it also does when the batch throws. */
export class BatchMetrics implements Disposable, Pick<WorkerReports, 'recorded' | 'failed'> {
  readonly #clouds;
  readonly #unknown = new CloudMetrics();

  constructor(clouds: ReadonlyMap<string, { readonly environment: Pick<ProductEnvironment, 'quota'> }>) {
    this.#clouds = new Map(
      [...clouds].map(([cloud, { environment }]) => [
        cloud,
        { environment, quotaBefore: environment.quota(), metrics: new CloudMetrics() },
      ]),
    );
  }

  /** Messages are not trusted: only what is configured becomes the value of a dimension. */
  #of(cloud: string | undefined): CloudMetrics {
    return this.#clouds.get(cloud ?? UNKNOWN_CLOUD)?.metrics ?? this.#unknown;
  }

  recorded(entry: Unrecorded, cause: Cause, at: Date): void {
    const outcome = outcomeOf(entry);
    if (outcome === undefined) return;
    const metrics = this.#of(entry.cloud);
    metrics.add(METRIC_OF_OUTCOME[outcome], 1);
    if (entry.kind !== 'revision' || outcome !== 'stored') return;
    metrics.add('BytesStored', entry.bytes);
    // What a run finds may be years old, which tells nothing of how fast the pipeline is.
    const lag = cause === 'run' ? undefined : backupLag(entry.at, at);
    if (lag !== undefined) metrics.lagged(lag);
  }

  failed(message: FailedMessage, error: unknown, _: number, from: Parameters<WorkerReports['failed']>[3]): void {
    const metrics = this.#of(from.cloud);
    metrics.failed(copyFailureReason(errorCodeOf(error)));
    // A run's job may have waited for hours before its first attempt.
    if (from.cause !== 'run' && metrics !== this.#unknown)
      metrics.retried(Math.max(Date.now() - message.sentAt.getTime(), 0));
  }

  [Symbol.dispose](): void {
    for (const [cloud, { environment, quotaBefore, metrics }] of this.#clouds) {
      const quota = environment.quota();
      metrics.publish(cloud, quota === quotaBefore ? undefined : quota?.remaining);
    }
    this.#unknown.publish(UNKNOWN_CLOUD, undefined);
  }
}
