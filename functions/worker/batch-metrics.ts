import { errorCodeOf } from '../../shared/domain/errors.ts';
import type { RevisionOutcome, Unrecorded } from '../../shared/domain/journal/journal-entry.ts';
import {
  type CopyFailureReason,
  copyFailureReason,
  METRIC_OF_OUTCOME,
  type MetricName,
  UNKNOWN_CLOUD,
} from '../../shared/domain/metrics.ts';
import { type Instant, millisecondsOf } from '../../shared/domain/text/instant.ts';
import type { ProductEnvironment } from '../../shared/usecases/worker/product-environment.ts';
import type { Cause, ReceivedMessage, WorkerReports } from '../../shared/usecases/worker/work-on-batch.ts';
import { MAX_VALUES, publishMetrics } from '../metrics.ts';

/** What one cloud's messages of a batch come to. */
class CloudMetrics {
  readonly #sums = new Map<MetricName, number>();
  readonly #lags: number[] = [];
  #retryAge: number | undefined;
  readonly #failures = new Map<CopyFailureReason, number>();

  /** Adds to a count, or to a sum of bytes. Nothing is not published: it would be a series that somebody pays for. */
  add(name: MetricName, value: number): void {
    if (value > 0) this.#sums.set(name, (this.#sums.get(name) ?? 0) + value);
  }

  /** @param milliseconds how old a revision was when it was safe */
  lagged(milliseconds: number): void {
    this.#lags.push(milliseconds);
  }

  /** A copy failed, and will be tried again. */
  failed(reason: CopyFailureReason): void {
    this.#failures.set(reason, (this.#failures.get(reason) ?? 0) + 1);
  }

  /** @param milliseconds since a message was sent that has failed */
  retried(milliseconds: number): void {
    this.#retryAge = Math.max(this.#retryAge ?? 0, milliseconds);
  }

  /** Writes what there is to say: no line, one, and one more for each reason by which copies failed. */
  publish(cloud: string, quotaLeft: number | undefined): void {
    const values = {
      ...Object.fromEntries(this.#sums),
      ...(this.#lags.length > 0 && { BackupLag: this.#lags.slice(0, MAX_VALUES) }),
      ...(this.#retryAge !== undefined && { RetryAge: this.#retryAge }),
      ...(quotaLeft !== undefined && { QuotaLeft: quotaLeft }),
    };
    if (Object.keys(values).length > 0) publishMetrics({ dimensions: { cloud }, values });
    for (let from = MAX_VALUES; from < this.#lags.length; from += MAX_VALUES) {
      publishMetrics({ dimensions: { cloud }, values: { BackupLag: this.#lags.slice(from, from + MAX_VALUES) } });
    }
    for (const [reason, CopyFailures] of this.#failures) {
      publishMetrics({ dimensions: { cloud, reason }, values: { CopyFailures } });
    }
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
