const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago something was, in its largest unit: `3 h`. A moment ahead of our clock counts as now. */
export function ageText(then: Date, now: Date): string {
  const age = Math.max(0, now.getTime() - then.getTime());
  if (age >= 2 * DAY) return `${Math.floor(age / DAY)} days`;
  if (age >= HOUR) return `${Math.floor(age / HOUR)} h`;
  return `${Math.floor(age / MINUTE)} min`;
}
