/** AWS's price examples count a month as 730 hours. Source: https://aws.amazon.com/cloudwatch/pricing/ */
export const HOURS_PER_MONTH = 730;

const PER_HOUR: Readonly<Record<string, number>> = { minute: 60, hour: 1, day: 1 / 24 };

/** At one time of the day: every day, or on some days of the week. */
const CRON = /^cron\(\d+ \d+ (?:\* \* \?|\? \* ([A-Z,]+)) \*\)$/;

/**
 * How often a schedule of EventBridge comes round in a month.
 *
 * @throws Error for anything but a rate, and one time of the day, every day or on some days of the week
 */
export function invocationsPerMonth(expression: string): number {
  const cron = CRON.exec(expression);
  if (cron !== null) return (HOURS_PER_MONTH / 24) * (cron[1] === undefined ? 1 : cron[1].split(',').length / 7);
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const perHour = PER_HOUR[unit];
  if (perHour === undefined) throw new Error(`How often ${expression} comes round is not known here`);
  return (HOURS_PER_MONTH * perHour) / Number(count);
}
