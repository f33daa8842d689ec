const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A moment in UTC, or a name in quotes, which stays unchanged. */
const MOMENT_OR_NAME = /"(?:[^"\\]|\\.)*"|\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** The age of a moment in its largest unit, for a table: `3 h`. A moment ahead of this machine's clock is now. */
export function ageText(then: Date, now: Date): string {
  const age = now.getTime() - then.getTime();
  if (age >= 2 * DAY) return `${Math.floor(age / DAY)} d`;
  if (age >= HOUR) return `${Math.floor(age / HOUR)} h`;
  return age >= MINUTE ? `${Math.floor(age / MINUTE)} min` : 'now';
}

/** {@link ageText} in a sentence: `3 h ago`. */
export function agoText(then: Date, now: Date): string {
  const age = ageText(then, now);
  return age === 'now' ? 'just now' : `${age.replace(/d$/, 'days')} ago`;
}

function parts(at: Date, now: Date) {
  const clock = [at.getHours(), at.getMinutes()].map((part) => `${part}`.padStart(2, '0')).join(':');
  return {
    day: `${at.getDate()} ${at.toLocaleString('en', { month: 'short' })}`,
    year: at.getFullYear() === now.getFullYear() ? '' : ` ${at.getFullYear()}`,
    clock: ` ${clock}`,
  };
}

/** A moment in the time zone of this machine, for a table: `21 Nov 03:30`, or `20 Nov 2025` in another year. */
export function shortTimeText(at: Date, now: Date): string {
  const { day, year, clock } = parts(at, now);
  return `${day}${year || clock}`;
}

/**
 * A moment in the time zone of this machine, with its age: `21 Nov 03:30 (8 h ago)`. It has the year unless that is the
 * current one.
 */
export function localTimeText(at: Date, now: Date): string {
  const { day, year, clock } = parts(at, now);
  return `${day}${year}${clock} (${agoText(at, now)})`;
}

/** Replaces the moments in a text for people by {@link localTimeText}. */
export function withLocalTimes(text: string, now: Date): string {
  return text.replaceAll(MOMENT_OR_NAME, (found) => {
    const at = new Date(found);
    return found.startsWith('"') || Number.isNaN(at.getTime()) ? found : localTimeText(at, now);
  });
}
