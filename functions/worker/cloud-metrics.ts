import type { CopyFailureReason, MetricName } from '../../shared/domain/metrics.ts';
import { MAX_VALUES, publishMetrics } from '../metrics.ts';

/** What one cloud's messages of a batch come to. */
export class CloudMetrics {
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
