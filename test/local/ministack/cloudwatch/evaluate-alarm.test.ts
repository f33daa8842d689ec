import { describe, expect, it } from 'vitest';
import {
  type AlarmRule,
  type AlarmState,
  evaluateAlarm,
  type MissingData,
} from '#local/ministack/cloudwatch/evaluate-alarm.ts';

const VALUES: Readonly<Record<string, number | undefined>> = { '0': 0, X: 10, '-': undefined };
const RULE: AlarmRule = {
  comparison: 'GreaterThanThreshold',
  threshold: 5,
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
  missingData: 'missing',
};

/** The newest value is last, as in AWS's own tables. */
function evaluated(pattern: string, rule: Partial<AlarmRule> = {}, current: AlarmState = 'OK') {
  return evaluateAlarm(
    { ...RULE, ...rule },
    pattern.split(' ').map((sign) => VALUES[sign]),
    current,
  );
}

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
const AWS_TABLES = [
  [3, '0 - X - X', 'OK', 'OK', 'OK', 'OK'],
  [3, '0 - - - -', 'OK', 'OK', 'OK', 'OK'],
  [3, '- - - - -', 'INSUFFICIENT_DATA', 'retained', 'ALARM', 'OK'],
  [3, '0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  [3, '- - X - -', 'ALARM', 'retained', 'ALARM', 'OK'],
  [2, '0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  [2, '0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  [2, '0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
  [2, '- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
  [2, '- - - X -', 'ALARM', 'retained', 'ALARM', 'OK'],
] as const;

const COLUMNS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const satisfies readonly MissingData[];

const CELLS = AWS_TABLES.flatMap(([datapointsToAlarm, pattern, ...states]) =>
  states.map((state, column) => ({ datapointsToAlarm, pattern, state, missingData: COLUMNS[column] ?? 'missing' })),
);

describe('the state of an alarm', () => {
  it.each(CELLS)('with $datapointsToAlarm of 3, $pattern and $missingData is $state', (cell) => {
    const { pattern, state, ...rule } = cell;
    for (const current of ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const)
      expect(evaluated(pattern, rule, current)).toBe(state === 'retained' ? current : state);
  });

  it.each(['- - - - X', '- - - X -'])('stays the same while %s may still be chance', (pattern) => {
    expect(evaluated(pattern)).toBe('OK');
    expect(evaluated(pattern, {}, 'ALARM')).toBe('ALARM');
  });

  it('follows the newest values if none is missing', () => {
    expect(evaluated('X X X 0 0')).toBe('OK');
    expect(evaluated('0 0 X X X')).toBe('ALARM');
  });

  it('looks no further back than the evaluation range', () => {
    const rule = { evaluationPeriods: 1, datapointsToAlarm: 1, missingData: 'notBreaching' } as const;
    expect(evaluated('X - -', rule)).toBe('ALARM');
    expect(evaluated('X - - -', rule)).toBe('OK');
  });

  it.each([
    ['GreaterThanThreshold', 5, 'OK'],
    ['GreaterThanThreshold', 6, 'ALARM'],
    ['GreaterThanOrEqualToThreshold', 5, 'ALARM'],
    ['GreaterThanOrEqualToThreshold', 4, 'OK'],
    ['LessThanThreshold', 5, 'OK'],
    ['LessThanThreshold', 4, 'ALARM'],
    ['LessThanOrEqualToThreshold', 5, 'ALARM'],
    ['LessThanOrEqualToThreshold', 6, 'OK'],
  ] as const)('with %s of 5, a value of %d is %s', (comparison, value, state) => {
    expect(evaluateAlarm({ ...RULE, comparison }, [value, value, value], 'INSUFFICIENT_DATA')).toBe(state);
  });
});
