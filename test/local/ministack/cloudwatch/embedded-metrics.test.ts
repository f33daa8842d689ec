import { describe, expect, it } from 'vitest';
import { embeddedMetrics } from '#local/ministack/cloudwatch/embedded-metrics.ts';

function line(changes: object = {}, directive: object = {}) {
  return JSON.stringify({
    _aws: {
      Timestamp: 1_800_000_000_000,
      CloudWatchMetrics: [
        {
          Namespace: 'N',
          Dimensions: [['cloud'], ['cloud', 'reason']],
          Metrics: [{ Name: 'Failures', Unit: 'Count' }, { Name: 'Lag' }],
          ...directive,
        },
      ],
    },
    cloud: 'demo',
    reason: 'storage',
    Failures: 2,
    Lag: [10, 20],
    ...changes,
  });
}

function sample(name: string, unit: string, value: number, dimensions: object) {
  return {
    metric: { namespace: 'N', name, dimensions },
    unit,
    value,
    at: 1_800_000_000_000,
  };
}

describe('metrics in a log line', () => {
  it('are every value of every metric, for every set of dimensions', () => {
    const sets = [{ cloud: 'demo' }, { cloud: 'demo', reason: 'storage' }];
    expect(embeddedMetrics(line())).toEqual(
      sets.flatMap((dimensions) => [
        sample('Failures', 'Count', 2, dimensions),
        sample('Lag', 'None', 10, dimensions),
        sample('Lag', 'None', 20, dimensions),
      ]),
    );
  });

  it('may have no dimensions', () => {
    const found = embeddedMetrics(line({}, { Dimensions: [[]], Metrics: [{ Name: 'Failures', Unit: 'Count' }] }));
    expect(found).toEqual([sample('Failures', 'Count', 2, {})]);
  });

  it('are left out if the line lacks a value that it announces', () => {
    expect(embeddedMetrics(line({ Failures: 'two' })).map(({ metric }) => metric.name)).not.toContain('Failures');
    expect(embeddedMetrics(line({ reason: 1 })).map(({ metric }) => metric.dimensions)).toEqual(
      Array(3).fill({ cloud: 'demo' }),
    );
  });

  it.each(['START RequestId: 1', '{"level":"INFO"}', '{"_aws":{}}', '{', '[]', ''])('are not in %s', (text) => {
    expect(embeddedMetrics(text)).toEqual([]);
  });
});
