import type { Sample } from './sample.ts';

const DURATIONS: ReadonlySet<string> = new Set(['Seconds', 'Milliseconds', 'Microseconds']);

/**
 * How much faster than the clock an alarm's time goes: with 60, a second stands for a minute. Periods become shorter by
 * it and measured durations longer, so that every threshold keeps its meaning.
 */
export class TimeScale {
  readonly speed: number;

  constructor(speed: number) {
    this.speed = speed;
  }

  /** What seconds of an alarm's time take here, in ms. */
  realMs(seconds: number): number {
    return (seconds * 1000) / this.speed;
  }

  /** What ms here are in minutes of an alarm's time. */
  minutes(realMs: number): number {
    return (realMs * this.speed) / 60_000;
  }

  /** The sample as it would have been measured at an alarm's pace. */
  scaled(sample: Sample): Sample {
    return DURATIONS.has(sample.unit) ? { ...sample, value: sample.value * this.speed } : sample;
  }
}
