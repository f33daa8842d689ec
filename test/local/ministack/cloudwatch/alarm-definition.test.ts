import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { alarmDefinition } from '#local/ministack/cloudwatch/alarm-definition.ts';

const ALARM: MetricAlarm = {
  AlarmName: 'lag',
  AlarmDescription: 'Copies are late',
  Namespace: 'N',
  MetricName: 'Lag',
  Dimensions: [{ Name: 'cloud', Value: 'demo' }],
  ExtendedStatistic: 'p95',
  Period: 900,
  EvaluationPeriods: 3,
  DatapointsToAlarm: 2,
  Threshold: 900_000,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'ignore',
};

describe('a deployed alarm', () => {
  it('is read with everything that its evaluation needs', () => {
    expect(alarmDefinition(ALARM)).toEqual({
      name: 'lag',
      description: 'Copies are late',
      metric: { namespace: 'N', name: 'Lag', dimensions: { cloud: 'demo' } },
      statistic: 'p95',
      periodSeconds: 900,
      comparison: 'GreaterThanThreshold',
      threshold: 900_000,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      missingData: 'ignore',
    });
  });

  it('has the defaults of CloudWatch', () => {
    const alarm = { ...ALARM, ExtendedStatistic: undefined, Statistic: 'Sum' } as const;
    expect(alarmDefinition({ ...alarm, DatapointsToAlarm: undefined, TreatMissingData: undefined })).toMatchObject({
      statistic: 'Sum',
      datapointsToAlarm: 3,
      missingData: 'missing',
    });
  });

  it.each<[string, Partial<MetricAlarm>]>([
    ['metric math', { MetricName: undefined, Namespace: undefined, Metrics: [] }],
    ['a band', { ComparisonOperator: 'GreaterThanUpperThreshold' }],
    ['no threshold', { Threshold: undefined }],
    ['no period', { Period: undefined }],
    ['unknown missing data', { TreatMissingData: 'perhaps' }],
    ['samples too few', { EvaluateLowSampleCountPercentile: 'ignore' }],
  ])('is refused by its name for %s', (_, changes) => {
    expect(() => alarmDefinition({ ...ALARM, ...changes })).toThrow('lag');
  });
});
