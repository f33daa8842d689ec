/** The time over which a rate is measured, in milliseconds. */
const WINDOW_MS = 60_000;

interface Sample {
  readonly at: number;
  readonly value: number;
}

/**
 * How fast a count grows, over about the last minute.
 *
 * The counts of a run grow by steps that may be many minutes apart. Between two steps the rate is that of the last
 * step, not zero.
 */
export class Rate {
  /** Counts that had grown, with their moments; at least the last two. */
  #samples: Sample[] = [];

  /** Records the count at a moment. */
  add(at: Date, value: number): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && value <= last.value) return;
    this.#samples.push({ at: at.getTime(), value });
    const base = this.#base(at.getTime());
    this.#samples = this.#samples.slice(this.#samples.indexOf(base));
  }

  /** How much the count grows in a second; `undefined` until it has grown. */
  perSecond(now: Date): number | undefined {
    const last = this.#samples.at(-1);
    if (last === undefined || this.#samples.length < 2) return undefined;
    const base = this.#base(now.getTime());
    const isStepwise = last.at - base.at > WINDOW_MS;
    const span = (isStepwise ? last.at : Math.max(now.getTime(), last.at)) - base.at;
    return span <= 0 ? undefined : ((last.value - base.value) * 1_000) / span;
  }

  /** The newest sample that is as old as the window, or the oldest; never the last one of several. */
  #base(now: number): Sample {
    const before = this.#samples.slice(0, Math.max(1, this.#samples.length - 1));
    const base = before.findLast(({ at }) => at <= now - WINDOW_MS) ?? before[0];
    if (base === undefined) throw new RangeError('A rate needs a sample.');
    return base;
  }
}
