import type { Quota } from '#shared/domain/cloudinary/quota.ts';
import type { InventoryPhase, InventoryProgress } from './inventory-progress.ts';
import { listingSeconds, pagesOf } from './listing-estimate.ts';
import { Rate } from './rate.ts';

/** The progress of an inventory run with its rates and the time left. What is unknown is `undefined`. */
export interface MeasuredProgress {
  readonly at: Date;
  readonly phase: InventoryPhase;
  readonly shards: { readonly done: number; readonly of: number } | undefined;
  /** How many assets Cloudinary reported when the run began. */
  readonly assets: number | undefined;
  readonly listed: number;
  readonly listedBytes: number;
  readonly listedPerSecond: number | undefined;
  readonly queued: number;
  readonly queuedBytes: number;
  /** Messages on the bulk and large queues, including those of other runs. */
  readonly pending: number;
  /** About how many of the queued revisions are copied. */
  readonly copied: number;
  readonly copiedBytes: number;
  readonly copiedPerSecond: number | undefined;
  readonly copiedBytesPerSecond: number | undefined;
  readonly quota: Quota | undefined;
  /** The time until listing, or copying, ends. */
  readonly secondsLeft: number | undefined;
}

/**
 * Estimates how many of the revisions that a run has queued are copied, and their bytes: those that neither wait nor are
 * in progress. SQS counts approximately, and other runs use the same queues.
 *
 * @param pending messages on the bulk and large queues
 */
function copiedOf(queued: number, queuedBytes: number, pending: number) {
  const copied = Math.max(0, queued - pending);
  return { copied, copiedBytes: queued === 0 ? 0 : Math.round((queuedBytes * copied) / queued) };
}

/** Measures the rates of one inventory run from successive observations. */
export class InventoryRates {
  readonly #reserve: number;
  readonly #listed = new Rate();
  readonly #copied = new Rate();
  readonly #copiedBytes = new Rate();

  /**
   * @param startedAt when the run began, and had listed nothing
   * @param reserve the share of the Admin API's quota that runs leave to others
   */
  constructor(startedAt: Date | undefined, reserve: number) {
    this.#reserve = reserve;
    if (startedAt !== undefined) this.#listed.add(startedAt, 0);
  }

  /** Records the progress of the run at a moment, and adds the rates to it. */
  measure(progress: InventoryProgress, pending: number, now: Date): MeasuredProgress {
    const { phase, shards, assets, tally, quota } = progress;
    const { listed = 0, bytes: listedBytes = 0, queued = 0, queued_bytes: queuedBytes = 0 } = tally ?? {};
    const { copied, copiedBytes } = copiedOf(queued, queuedBytes, pending);
    this.#listed.add(now, listed);
    this.#copied.add(now, copied);
    this.#copiedBytes.add(now, copiedBytes);
    const measured = {
      at: now,
      phase,
      shards,
      assets,
      listed,
      listedBytes,
      queued,
      queuedBytes,
      pending,
      copied,
      copiedBytes,
      listedPerSecond: phase === 'listing' ? this.#listed.perSecond(now) : undefined,
      copiedPerSecond: this.#copied.perSecond(now),
      copiedBytesPerSecond: this.#copiedBytes.perSecond(now),
      quota,
    };
    return { ...measured, secondsLeft: this.#secondsLeft(measured, now) };
  }

  #secondsLeft(measured: Omit<MeasuredProgress, 'secondsLeft'>, now: Date): number | undefined {
    const { phase, assets, listed, listedPerSecond, queued, copied, copiedPerSecond, quota } = measured;
    if (phase === 'listing') {
      if (assets === undefined || listedPerSecond === undefined || listedPerSecond === 0) return undefined;
      const left = Math.max(0, assets - listed);
      // The rate ignores that the quota may run out; the quota ignores how slow Cloudinary is.
      return Math.max(left / listedPerSecond, listingSeconds(pagesOf(left), quota, this.#reserve, now) ?? 0);
    }
    if (phase !== 'copying' || copiedPerSecond === undefined || copiedPerSecond === 0) return undefined;
    return (queued - copied) / copiedPerSecond;
  }
}
