import { describe, expect, it } from 'vitest';
import { alarmDatapoints } from '../../../../local/ministack/cloudwatch/alarm-datapoints.ts';
import type { AlarmDefinition } from '../../../../local/ministack/cloudwatch/alarm-definition.ts';
import { MetricStore } from '../../../../local/ministack/cloudwatch/metric-store.ts';
import { TimeScale } from '../../../../local/ministack/cloudwatch/time-scale.ts';

const METRIC = { namespace: 'N', name: 'Failures', dimensions: { cloud: 'demo', reason: 'storage' } };
const ALARM: AlarmDefinition = {
  name: 'alarm',
  description: '',
  metric: METRIC,
  statistic: 'Sum',
  periodSeconds: 300,
  comparison: 'GreaterThanThreshold',
  threshold: 0,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  missingData: 'missing',
};
/** A whole minute at either speed. */
const NOW = 1_800_000_000_000;
function at(ago: number, value: number, metric = METRIC, unit = 'Count') {
  return { metric, unit, value, at: NOW - ago };
}

function datapoints(samples: readonly ReturnType<typeof at>[], { speed = 1, now = NOW, alarm = ALARM } = {}) {
  const store = new MetricStore();
  const scale = new TimeScale(speed);
  for (const sample of samples) store.add(scale.scaled(sample));
  return alarmDatapoints(alarm, { store, scale, now });
}

describe('the values that an alarm is evaluated on', () => {
  it('are one for each period, the newest last', () => {
    expect(datapoints([at(1, 1), at(300_000, 2), at(300_001, 4), at(900_000, 8), at(900_001, 16)])).toEqual([8, 4, 3]);
    expect(datapoints([at(1, 1), at(700_000, 2)])).toEqual([2, undefined, 1]);
  });

  it('end with the last whole minute, whatever the period', () => {
    const sample = at(2, 1);
    expect(datapoints([sample], { now: NOW - 1 })).toEqual([undefined, undefined, undefined]);
    expect(datapoints([sample], { now: NOW + 299_999 })).toEqual([undefined, undefined, 1]);
    expect(datapoints([sample], { now: NOW + 300_000 })).toEqual([undefined, 1, undefined]);
  });

  it('are those of the series with exactly the dimensions of the alarm', () => {
    const others = [
      { ...METRIC, dimensions: { cloud: 'demo' } },
      { ...METRIC, dimensions: { cloud: 'other', reason: 'storage' } },
      { ...METRIC, dimensions: { ...METRIC.dimensions, more: 'x' } },
      { ...METRIC, namespace: 'other' },
      { ...METRIC, name: 'other' },
    ];
    const same = { ...METRIC, dimensions: { reason: 'storage', cloud: 'demo' } };
    const samples = [...others.map((metric) => at(1, 100, metric as typeof METRIC)), at(1, 1, same)];
    expect(datapoints(samples)).toEqual([undefined, undefined, 1]);
  });

  it('come in shorter periods, and measured times are longer, at a higher speed', () => {
    const options = { speed: 60 };
    expect(datapoints([at(1, 1), at(5000, 2), at(5001, 4)], options)).toEqual([undefined, 4, 3]);
    expect(datapoints([at(1, 20_000, METRIC, 'Milliseconds')], options)).toEqual([undefined, undefined, 1_200_000]);
    expect(datapoints([at(1, 20, METRIC, 'Seconds')], options)).toEqual([undefined, undefined, 1200]);
    expect(datapoints([at(1, 20, METRIC, 'Bytes')], options)).toEqual([undefined, undefined, 20]);
  });
});
