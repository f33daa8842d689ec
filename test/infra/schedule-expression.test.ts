import { describe, expect, test } from 'vitest';
import { isScheduleExpression, longestGapHours } from '#infra/configuration/schedule-expression.ts';

describe('an expression of EventBridge Scheduler', () => {
  test.each([
    'cron(30 2 * * ? *)',
    'cron(30 4 ? * SUN *)',
    'cron(0/15 8-18 ? * MON-FRI 2026-2030)',
    'cron(0 0 L * ? *)',
    'rate(1 hour)',
    'rate(12 hours)',
    'rate(5 minutes)',
    'rate(1 days)',
  ])('is %s', (expression) => {
    expect(isScheduleExpression(expression)).toBe(true);
  });

  test.each([
    '',
    'daily',
    'off',
    '30 2 * * ? *',
    'cron(30 2 * * *)',
    'cron(30 2 * * * *)',
    'cron(30 2 ? * ? *)',
    'cron(30 2 * * ? *) ',
    'rate(0 hours)',
    'rate(1.5 hours)',
    'rate(1 week)',
    'at(2026-11-21T00:00:00)',
  ])('is not %j', (expression) => {
    expect(isScheduleExpression(expression)).toBe(false);
  });
});

test.each([
  ['cron(30 2 * * ? *)', 24],
  ['cron(30 2 ? * * *)', 24],
  ['cron(0/5 * * * ? *)', 24],
  ['rate(5 minutes)', 24],
  ['rate(24 hours)', 24],
  ['rate(1 day)', 24],
  ['rate(25 hours)', 168],
  ['cron(30 4 ? * SUN *)', 168],
  ['cron(30 4 ? * MON-FRI *)', 168],
  ['rate(7 days)', 168],
  ['rate(8 days)', undefined],
  ['cron(0 0 1 * ? *)', undefined],
  ['cron(0 0 ? 1 SUN *)', undefined],
  ['cron(0 0 * * ? 2027)', undefined],
  ['off', undefined],
])('%s has gaps of at most %s hours', (expression, hours) => {
  expect(longestGapHours(expression)).toBe(hours);
});
