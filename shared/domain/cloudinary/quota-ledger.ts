import { isSpent, type Quota } from './quota.ts';

/**
 * The smallest quota that Cloudinary documents: calls an hour.
 *
 * Source: https://support.cloudinary.com/hc/en-us/articles/202520892
 */
const SMALLEST_QUOTA = 500;
/** After this many refusals in a row, the quota counts as used up, whatever the answers say is left. */
const REFUSALS = 4;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What an answer says about the quota, as far as it does. */
export interface QuotaOfAnswer {
  readonly limit: number | undefined;
  readonly remaining: number | undefined;
  readonly resetsAt: Date | undefined;
  /** The time before which another call is pointless. */
  readonly retryAfter: Date | undefined;
}

/**
 * Decides whether another call may be made. It learns from every answer, an error included, and counts what no answer
 * has counted: calls in flight, and those whose answer said nothing.
 */
export class QuotaLedger {
  readonly #reserve: number;
  #reported: Quota | undefined;
  #recalled: Quota | undefined;
  /** Counted down by us, because Cloudinary has not said anything this hour. */
  #assumed: Quota | undefined;
  #refusedUntil: Date | undefined;
  #refusals = 0;
  #inFlight = 0;

  /** @param reserve share of the limit that is left to others, 0 to 1 */
  constructor(reserve: number) {
    this.#reserve = reserve;
  }

  /** The quota that Cloudinary last reported here; once that has reset, or before any report, the recalled one. */
  quota(now: Date): Quota | undefined {
    const isOver = this.#reported !== undefined && this.#reported.resetsAt <= now;
    return isOver ? (this.#recalled ?? this.#reported) : (this.#reported ?? this.#recalled);
  }

  /** Uses a quota that was reported elsewhere, until Cloudinary reports one here. */
  recall(quota: Quota): void {
    this.#recalled = quota;
  }

  #current(now: Date): Quota | undefined {
    return [this.#reported, this.#recalled, this.#assumed].find((quota) => quota !== undefined && quota.resetsAt > now);
  }

  /** When the next call may be made; `undefined` if it may be made now. */
  blockedUntil(now: Date): Date | undefined {
    if (this.#refusedUntil !== undefined && this.#refusedUntil > now) return this.#refusedUntil;
    const current = this.#current(now);
    if (current === undefined) return undefined;
    const remaining = current.remaining - this.#inFlight;
    return isSpent({ ...current, remaining }, this.#reserve, now) ? current.resetsAt : undefined;
  }

  /**
   * Begins a call, if {@link blockedUntil} names no time.
   *
   * @returns false if it must wait for the answer to the one that finds the quota out
   */
  begin(now: Date): boolean {
    if (this.#inFlight > 0 && this.#current(now) === undefined) return false;
    this.#inFlight += 1;
    return true;
  }

  /** Notes an answer. @returns whether it reported the quota */
  answered(status: number | undefined, { limit, remaining, resetsAt, retryAfter }: QuotaOfAnswer, now: Date): boolean {
    const named = resetsAt !== undefined && isSoon(resetsAt, now) ? resetsAt : undefined;
    const reported =
      limit === undefined || remaining === undefined || named === undefined
        ? undefined
        : { limit, remaining, resetsAt: named };
    if (reported !== undefined) this.#learn(reported);
    if (status !== 420 && status !== 429) {
      this.#refusals = 0;
      return reported !== undefined;
    }
    this.#refusals += 1;
    const after = retryAfter !== undefined && isSoon(retryAfter, now) ? retryAfter : undefined;
    // An answer that says how much is left may refuse for another reason, which passes sooner.
    const mayPass = reported !== undefined && this.#refusals < REFUSALS;
    if (after !== undefined || !mayPass) this.#refusedUntil = after ?? named ?? endOfHour(now);
    return reported !== undefined;
  }

  /** Answers may overtake each other: within an hour, the least that was reported counts. */
  #learn(quota: Quota): void {
    const before = this.#reported;
    if (before !== undefined && quota.resetsAt < before.resetsAt) return;
    const isSameHour = before?.resetsAt.getTime() === quota.resetsAt.getTime() && before.limit === quota.limit;
    this.#reported = isSameHour ? { ...quota, remaining: Math.min(quota.remaining, before.remaining) } : quota;
  }

  /** Ends a call. @param reported whether its answer reported the quota */
  end(reported: boolean, now: Date): void {
    this.#inFlight -= 1;
    if (reported) return;
    const current = this.#current(now);
    const limit = this.quota(now)?.limit ?? SMALLEST_QUOTA;
    const before = current ?? { limit, remaining: limit, resetsAt: endOfHour(now) };
    const counted = { ...before, remaining: before.remaining - 1 };
    if (current !== undefined && current === this.#reported) this.#reported = counted;
    else if (current !== undefined && current === this.#recalled) this.#recalled = counted;
    else this.#assumed = counted;
  }
}

/** Whether a time can be that of an hourly reset, by a clock that may differ. */
function isSoon(time: Date, now: Date): boolean {
  return time > now && time.getTime() <= now.getTime() + DAY_MS;
}

function endOfHour(now: Date): Date {
  return new Date((Math.floor(now.getTime() / HOUR_MS) + 1) * HOUR_MS);
}
