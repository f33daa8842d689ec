/** The value that turns a schedule off. */
export const OFF = 'off';

const HOURS: Readonly<Record<string, number>> = { minute: 1 / 60, hour: 1, day: 24 };

const CRON = /^cron\(\S+ \S+ (\S+) (\S+) (\S+) (\S+)\)$/;
const RATE = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/;

/**
 * Whether EventBridge Scheduler accepts an expression, as far as its form shows: a rate, or six fields with `?` for either
 * the day of the month or the day of the week.
 *
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function isScheduleExpression(expression: string): boolean {
  const [, dayOfMonth, , dayOfWeek] = CRON.exec(expression) ?? [];
  if (dayOfMonth !== undefined) return (dayOfMonth === '?') !== (dayOfWeek === '?');
  return RATE.test(expression);
}

function isEvery(field: string | undefined): boolean {
  return field === '*' || field === '?';
}

/**
 * How many hours pass at most between two starts of a schedule: 24 or less, 168 or less, or `undefined` for one that is
 * off, or starts less often than once a week.
 */
export function longestGapHours(expression: string): 24 | 168 | undefined {
  const [, count, unit = ''] = RATE.exec(expression) ?? [];
  if (count !== undefined) {
    const hours = Number(count) * (HOURS[unit] ?? 0);
    return ([24, 168] as const).find((gap) => hours <= gap);
  }
  const [, dayOfMonth, month, dayOfWeek, year] = CRON.exec(expression) ?? [];
  if (![dayOfMonth, month, year].every(isEvery)) return undefined;
  return isEvery(dayOfWeek) ? 24 : 168;
}
