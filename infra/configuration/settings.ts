import * as z from 'zod';
import { parseReadDataSubset } from '#shared/domain/verify/read-data-subset.ts';
import { nearestName } from './nearest-name.ts';
import { isScheduleExpression, OFF } from './schedule-expression.ts';

function unknownSetting(key: string, known: readonly string[]): string {
  const nearest = nearestName(key, known);
  const hint = nearest === undefined ? `known here: ${known.join(', ')}` : `did you mean \`${nearest}\`?`;
  return `unknown setting \`${key}\`, ${hint}`;
}

/**
 * A group of settings. A name that it does not know is a problem, never ignored: with a typo in `exclude`, things would
 * be backed up, or not, without anybody noticing.
 */
export function settings<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknownSetting(key, Object.keys(shape))).join('; ')
        : `must be a group of settings: { ${Object.keys(shape).join(', ')} }`,
  });
}

/** A whole number; the problem names the range and the unit. */
export function wholeNumber(minimum: number, maximum: number, unit: string): z.ZodNumber {
  const error = `must be a whole number of ${unit}, ${minimum} to ${maximum}`;
  return z.int({ error }).min(minimum, { error }).max(maximum, { error });
}

/** A text of a given form. The problem does not repeat the text, which may be a credential in the wrong place. */
export function text(form: RegExp, error: string): z.ZodString {
  return z.string({ error }).regex(form, { error });
}

/** `true` or `false`. */
export function flag(): z.ZodBoolean {
  return z.boolean({ error: 'must be true or false, without quotes' });
}

/** One of a few words. */
export function choice<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, { error: `must be one of ${words.map((word) => `"${word}"`).join(', ')}` });
}

/** A text that a rule accepts. */
export function textWhere(accepts: (value: string) => boolean, error: string) {
  return z.string({ error }).refine(accepts, { error });
}

/** When something is to run by itself, or `off`. */
export function schedule() {
  return textWhere(
    (expression) => expression === OFF || isScheduleExpression(expression),
    'must be "off" or an expression of EventBridge Scheduler, like "cron(30 2 * * ? *)" or "rate(12 hours)"; one of day of the month and day of the week is ?',
  );
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

/** A time zone by its name in the IANA database. Offsets, which `Intl` takes too, EventBridge Scheduler does not. */
export function timezone() {
  return textWhere(
    (name) => /^[A-Za-z]/.test(name) && isTimezone(name),
    'must be the name of a time zone, like "Etc/UTC" or "Europe/Berlin"',
  );
}

/** A share of a whole; the problem names the range. */
export function share(minimum: number, maximum: number, example: number) {
  const error = `must be a share from ${minimum} to ${maximum}, like ${example}`;
  return z.number({ error }).min(minimum, { error }).max(maximum, { error });
}

/** What part of the objects a verify run reads. */
export function readDataSubset() {
  return textWhere(
    (subset) => parseReadDataSubset(subset) !== undefined,
    'must be a part of the objects: one of so many like "1/52", a percentage like "5%", or an amount like "10GB"',
  );
}
