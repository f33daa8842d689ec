import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { type AlarmRule, isComparison, type MissingData } from './evaluate-alarm.ts';
import type { Metric } from './sample.ts';

/** A deployed alarm on one series. */
export interface AlarmDefinition extends AlarmRule {
  readonly name: string;
  readonly description: string;
  readonly metric: Metric;
  /** Like `Sum` or `p90`. */
  readonly statistic: string;
  readonly periodSeconds: number;
}

const MISSING_DATA: readonly string[] = ['missing', 'ignore', 'breaching', 'notBreaching'] satisfies MissingData[];

function isMissingData(text: string): text is MissingData {
  return MISSING_DATA.includes(text);
}

/**
 * Reads an alarm from the answer of DescribeAlarms.
 *
 * @throws Error for an alarm that cannot be evaluated here: one that is skipped would look quiet
 */
export function alarmDefinition(alarm: MetricAlarm): AlarmDefinition {
  const { AlarmName: name = '', Namespace, MetricName, Threshold, Period, EvaluationPeriods } = alarm;
  const statistic = alarm.ExtendedStatistic || alarm.Statistic;
  const comparison = alarm.ComparisonOperator ?? '';
  const missingData = alarm.TreatMissingData || 'missing';
  if (!Namespace || !MetricName || !statistic)
    throw new Error(`${name} is not on a metric: metric math is not supported`);
  if (!isComparison(comparison) || Threshold === undefined) throw new Error(`${name}: no comparison "${comparison}"`);
  if (!isMissingData(missingData)) throw new Error(`${name}: no missing data "${missingData}"`);
  if (!Period || !EvaluationPeriods) throw new Error(`${name} has no periods`);
  if (alarm.EvaluateLowSampleCountPercentile === 'ignore')
    throw new Error(`${name}: this evaluation never ignores a percentile of too few samples`);
  return {
    name,
    description: alarm.AlarmDescription ?? '',
    metric: {
      namespace: Namespace,
      name: MetricName,
      dimensions: Object.fromEntries((alarm.Dimensions ?? []).map(({ Name = '', Value = '' }) => [Name, Value])),
    },
    statistic,
    periodSeconds: Period,
    comparison,
    threshold: Threshold,
    evaluationPeriods: EvaluationPeriods,
    datapointsToAlarm: alarm.DatapointsToAlarm || EvaluationPeriods,
    missingData,
  };
}
