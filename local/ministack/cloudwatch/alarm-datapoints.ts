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
 * What CloudWatch computes from the values of a period: `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, or a percentile
 * like `p90`, by nearest rank. Undefined without values.
 *
 * @throws Error for an unknown statistic
 */
export function statisticOf(values: readonly number[], statistic: string): number | undefined {
  const [, percent] = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(statistic) ?? [];
  if (percent !== undefined) {
    const rank = Math.max(Math.ceil((Number(percent) / 100) * values.length), 1);
    return values.toSorted((a, b) => a - b)[rank - 1];
  }
  const sum = values.reduce((total, value) => total + value, 0);
  const statistics = new Map([
    ['Sum', sum],
    ['Average', sum / values.length],
    ['Minimum', Math.min(...values)],
    ['Maximum', Math.max(...values)],
    ['SampleCount', values.length],
  ]);
  if (!statistics.has(statistic)) throw new Error(`No statistic ${statistic}`);
  return values.length === 0 ? undefined : statistics.get(statistic);
}
