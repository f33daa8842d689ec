/** A moment in UTC with microseconds, `2026-11-20T09:15:32.418220Z`: as text, instants sort in the order of time. */
export type Instant = string;

const ISO_8601 = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})$/;

/** `undefined` for anything but an ISO 8601 time with its offset. Digits beyond microseconds are cut off. */
export function parseInstant(text: unknown): Instant | undefined {
  const match = typeof text === 'string' ? ISO_8601.exec(text) : null;
  if (match === null) return undefined;
  const [, date, time, fraction = '', offset = 'Z'] = match;
  const wholeSeconds = new Date(`${date}T${time}${offset.replace(/(\d{2})(\d{2})$/, '$1:$2')}`);
  const year = wholeSeconds.getUTCFullYear();
  // Years of more than four digits, which an offset can lead to, would not sort as text. An invalid date has year NaN.
  if (!(year >= 0 && year <= 9999)) return undefined;
  return `${wholeSeconds.toISOString().slice(0, 19)}.${fraction.slice(0, 6).padEnd(6, '0')}Z`;
}

/** @param seconds since 1970, whole or not */
export function instantOfSeconds(seconds: number): Instant {
  return instantOfDate(new Date(Math.round(seconds * 1000)));
}

export function instantOfDate(date: Date): Instant {
  return date.toISOString().replace('Z', '000Z');
}

/** Milliseconds since 1970; the microseconds are cut off. */
export function millisecondsOf(instant: Instant): number {
  return Date.parse(`${instant.slice(0, 23)}Z`);
}

/** The earlier of two instants, or of two texts that begin with one, as keys of the journal do. */
export function earlier(a: string, b: string): string {
  if (b < a) return b;
  return a;
}

/** The later of two instants, or of two texts that begin with one. */
export function later(a: string, b: string): string {
  if (b > a) return b;
  return a;
}
