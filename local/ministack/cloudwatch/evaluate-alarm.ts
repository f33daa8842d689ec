/** The states of an alarm. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** What a period without data counts as. */
export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

const BREACHES = {
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
} as const;

/** How a value is compared with the threshold. */
export type Comparison = keyof typeof BREACHES;

/** Whether alarms with this comparison can be evaluated here; those on anomaly bands cannot. */
export function isComparison(text: string): text is Comparison {
  return Object.hasOwn(BREACHES, text);
}

/** When an alarm goes off: `datapointsToAlarm` of `evaluationPeriods` values breach the threshold. */
export interface AlarmRule {
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
}

/** How many periods count, so that older values can replace missing ones: in AWS's examples, 5 for 3. */
export function evaluationRange({ evaluationPeriods }: Pick<AlarmRule, 'evaluationPeriods'>): number {
  return evaluationPeriods + 2;
}

/**
 * The state that CloudWatch gives an alarm.
 *
 * @param datapoints the value of each period of the evaluation range, the newest last; undefined where there is none
 * @param current the state that the alarm has
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function evaluateAlarm(
  rule: AlarmRule,
  datapoints: readonly (number | undefined)[],
  current: AlarmState,
): AlarmState {
  const { evaluationPeriods, datapointsToAlarm, missingData } = rule;
  const isBreaching = (value: number) => BREACHES[rule.comparison](value, rule.threshold);
  const range = datapoints.slice(-evaluationRange(rule));
  const real = range
    .filter((value) => value !== undefined)
    .slice(-evaluationPeriods)
    .map(isBreaching);
  const filled = missingData === 'breaching' ? evaluationPeriods - real.length : 0;
  const breaching = real.filter(Boolean).length;
  if (breaching + filled >= datapointsToAlarm) return 'ALARM';
  const isDecided = real.length === evaluationPeriods || breaching < real.length;
  if (isDecided || missingData === 'breaching' || missingData === 'notBreaching') return 'OK';
  if (missingData === 'ignore') return current;
  if (real.length === 0) return 'INSUFFICIENT_DATA';
  // Only breaching values, but too few to be sure until the oldest is old enough.
  const age = range.length - range.findIndex((value) => value !== undefined);
  return age >= datapointsToAlarm ? 'ALARM' : current;
}
