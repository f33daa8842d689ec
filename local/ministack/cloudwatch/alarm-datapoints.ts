import type { AlarmDefinition } from './alarm-definition.ts';
import { evaluationRange } from './evaluate-alarm.ts';
import type { MetricStore } from './metric-store.ts';
import type { TimeScale } from './time-scale.ts';

/**
 * The value of each period in an alarm's evaluation range, the newest last. An alarm is evaluated every minute, whatever
 * its period: the last period ends with the last whole minute of the alarm's time.
 */
export function alarmDatapoints(
  alarm: AlarmDefinition,
  { store, scale, now }: { readonly store: MetricStore; readonly scale: TimeScale; readonly now: number },
): readonly (number | undefined)[] {
  const minute = scale.realMs(60);
  const period = scale.realMs(alarm.periodSeconds);
  const end = Math.floor(now / minute) * minute;
  const range = evaluationRange(alarm);
  return Array.from({ length: range }, (_, index) => {
    const to = end - (range - 1 - index) * period;
    return statisticOf(store.values(alarm.metric, to - period, to), alarm.statistic);
  });
}

/**
 * What CloudWatch makes of the values of a period: `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, or a percentile
 * like `p90`, by nearest rank. Undefined without values.
 *
 * @throws Error for a statistic that it does not know
 */
export function statisticOf(values: readonly number[], statistic: string): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const [, percent] = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(statistic) ?? [];
  if (percent !== undefined) return sorted[Math.max(Math.ceil((Number(percent) / 100) * sorted.length), 1) - 1];
  const sum = sorted.reduce((total, value) => total + value, 0);
  const statistics = new Map([
    ['Sum', sum],
    ['Average', sum / sorted.length],
    ['Minimum', sorted[0]],
    ['Maximum', sorted.at(-1)],
    ['SampleCount', sorted.length],
  ]);
  if (!statistics.has(statistic)) throw new Error(`No statistic ${statistic}`);
  return sorted.length === 0 ? undefined : statistics.get(statistic);
}
