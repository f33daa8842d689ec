import { describe, expect, it } from 'vitest';
import { alarmDatapoints, statisticOf } from '#local/ministack/cloudwatch/alarm-datapoints.ts';
import { metricStore } from '#local/ministack/cloudwatch/metric-store.ts';
import { TimeScale } from '#local/ministack/cloudwatch/time-scale.ts';
import { ALARM } from './alarm.ts';

const METRIC = ALARM.metric;
/** A whole minute at either speed. */
const NOW = 1_800_000_000_000;

function at(ago: number, value: number, metric = METRIC, unit = 'Count') {
  return { metric, unit, value, at: NOW - ago };
}

function datapoints(samples: readonly ReturnType<typeof at>[], { speed = 1, now = NOW } = {}) {
  const store = metricStore();
  const scale = new TimeScale(speed);
  for (const sample of samples) store.add(scale.scaled(sample));
  return alarmDatapoints(ALARM, { store, scale, now });
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
    const samples = [...others.map((metric) => at(1, 100, metric)), at(1, 1, same)];
    expect(datapoints(samples)).toEqual([undefined, undefined, 1]);
  });

  it('have shorter periods and longer measured times at a higher speed', () => {
    const options = { speed: 60 };
    expect(datapoints([at(1, 1), at(5000, 2), at(5001, 4)], options)).toEqual([undefined, 4, 3]);
    expect(datapoints([at(1, 20_000, METRIC, 'Milliseconds')], options)).toEqual([undefined, undefined, 1_200_000]);
    expect(datapoints([at(1, 20, METRIC, 'Seconds')], options)).toEqual([undefined, undefined, 1200]);
    expect(datapoints([at(1, 20, METRIC, 'Bytes')], options)).toEqual([undefined, undefined, 20]);
  });
});

describe('a statistic', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it.each([
    ['Sum', 5050],
    ['Average', 50.5],
    ['Minimum', 1],
    ['Maximum', 100],
    ['SampleCount', 100],
    ['p90', 90],
    ['p95', 95],
    ['p99.9', 100],
    ['p100', 100],
    ['p0', 1],
  ])('%s of 1 to 100 is %d', (statistic, value) => {
    expect(statisticOf(hundred, statistic)).toBe(value);
  });

  it('of no values is undefined', () => {
    for (const statistic of ['Sum', 'Average', 'SampleCount', 'Maximum', 'p90'])
      expect(statisticOf([], statistic)).toBeUndefined();
  });

  it.each(['p', 'p101', 'tm90', 'sum'])('%s is unknown', (statistic) => {
    expect(() => statisticOf([1], statistic)).toThrow(statistic);
  });
});
