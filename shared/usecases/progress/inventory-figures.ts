import type { Quota } from '#shared/domain/cloudinary/quota.ts';
import type { InventoryPhase, InventoryProgress } from './inventory-progress.ts';
import { listingSeconds, pagesOf } from './listing-effort.ts';
import { RateMeter } from './rate-meter.ts';

/** How far an inventory run is and how fast, for people and scripts. What is not known is `undefined`. */
export interface InventoryFigures {
  readonly at: Date;
  readonly phase: InventoryPhase;
  readonly shards: { readonly done: number; readonly of: number } | undefined;
  /** At Cloudinary, as it said when the run began. */
  readonly assets: number | undefined;
  readonly listed: number;
  readonly listedBytes: number;
  readonly listedPerSecond: number | undefined;
  readonly queued: number;
  readonly queuedBytes: number;
  /** Messages on the bulk and large queues, those of other runs too. */
  readonly pending: number;
  /** Of the queued, about. */
  readonly copied: number;
  readonly copiedBytes: number;
  readonly copiedPerSecond: number | undefined;
  readonly copiedBytesPerSecond: number | undefined;
  readonly quota: Quota | undefined;
  /** Until listing, or copying, is done. */
  readonly secondsLeft: number | undefined;
}

/**
 * How many of the revisions that a run has queued are copied, and their bytes: those that no longer wait, nor are in
 * work. SQS counts approximately, and other runs use the same queues, so that this is never quite exact.
 *
 * @param pending messages on the bulk and large queues
 */
function copiedOf(queued: number, queuedBytes: number, pending: number) {
  const copied = Math.max(0, queued - pending);
  return { copied, copiedBytes: queued === 0 ? 0 : Math.round((queuedBytes * copied) / queued) };
}

/** Computes the figures of one run from what it is seen to do, time after time. */
export class InventoryGauge {
  readonly #reserve: number;
  readonly #listed = new RateMeter();
  readonly #copied = new RateMeter();
  readonly #copiedBytes = new RateMeter();

  /**
   * @param startedAt of the run: it had listed nothing by then
   * @param reserve the share of the Admin API's quota that runs leave to others
   */
  constructor(startedAt: Date | undefined, reserve: number) {
    this.#reserve = reserve;
    if (startedAt !== undefined) this.#listed.add(startedAt, 0);
  }

  /** Takes in how far the run is at a moment. */
  read(progress: InventoryProgress, pending: number, now: Date): InventoryFigures {
    const { phase, shards, assets, tally, quota } = progress;
    const { listed = 0, bytes: listedBytes = 0, queued = 0, queued_bytes: queuedBytes = 0 } = tally ?? {};
    const { copied, copiedBytes } = copiedOf(queued, queuedBytes, pending);
    this.#listed.add(now, listed);
    this.#copied.add(now, copied);
    this.#copiedBytes.add(now, copiedBytes);
    const figures = {
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
    return { ...figures, secondsLeft: this.#secondsLeft(figures, now) };
  }

  #secondsLeft(figures: Omit<InventoryFigures, 'secondsLeft'>, now: Date): number | undefined {
    const { phase, assets, listed, listedPerSecond, queued, copied, copiedPerSecond, quota } = figures;
    if (phase === 'listing') {
      if (assets === undefined || listedPerSecond === undefined || listedPerSecond === 0) return undefined;
      const left = Math.max(0, assets - listed);
      // The rate knows nothing of a quota that will be spent; the quota nothing of how slow Cloudinary is.
      return Math.max(left / listedPerSecond, listingSeconds(pagesOf(left), quota, this.#reserve, now) ?? 0);
    }
    if (phase !== 'copying' || copiedPerSecond === undefined || copiedPerSecond === 0) return undefined;
    return (queued - copied) / copiedPerSecond;
  }
}
