import type { Sample } from './sample.ts';

const DURATIONS: ReadonlySet<string> = new Set(['Seconds', 'Milliseconds', 'Microseconds']);

/**
 * How much faster than the clock an alarm's time passes: with 60, one second stands for one minute. It shortens periods
 * and lengthens measured durations, so that every threshold keeps its meaning.
 */
export class TimeScale {
  readonly speed: number;

  constructor(speed: number) {
    this.speed = speed;
  }

  /** Converts seconds of an alarm's time to real ms. */
  realMs(seconds: number): number {
    return (seconds * 1000) / this.speed;
  }

  /** Converts real ms to minutes of an alarm's time. */
  minutes(realMs: number): number {
    return (realMs * this.speed) / 60_000;
  }

  /** The sample as it would be in an alarm's time. */
  scaled(sample: Sample): Sample {
    return DURATIONS.has(sample.unit) ? { ...sample, value: sample.value * this.speed } : sample;
  }
}
