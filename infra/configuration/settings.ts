import * as z from 'zod';
import { parseReadDataSubset } from '#shared/domain/verify/read-data-subset.ts';
import { nearestName } from './nearest-name.ts';
import { isScheduleExpression, OFF } from './schedule-expression.ts';

/** A name with dots as the groups that it stands for: `"concurrency": { "live": … }`. */
function inGroups([name, ...rest]: readonly string[]): string {
  return `"${name}": ${rest.length === 0 ? '…' : `{ ${inGroups(rest)} }`}`;
}

/** What an unknown setting was most likely meant to be. */
function meantSetting(key: string, known: readonly string[]): string | undefined {
  const [group = '', ...path] = key.split('.');
  const nearest = nearestName(group, known);
  return nearest === undefined || path.length === 0 ? nearest : inGroups([nearest, ...path]);
}

/** The problem with unknown settings, one a line. If any resembles nothing, the last line has the known names. */
function unknownSettings(keys: readonly string[], known: readonly string[]): string {
  const problems = keys.map((key) => {
    const meant = meantSetting(key, known);
    return `unknown setting \`${key}\`${meant === undefined ? '' : `, did you mean \`${meant}\`?`}`;
  });
  const isClear = keys.every((key) => meantSetting(key, known) !== undefined);
  return [...problems, ...(isClear ? [] : [`known here: ${known.join(', ')}`])].join('\n');
}

/**
 * A group of settings. An unknown name is a problem, and never ignored: with a typo in `exclude`, assets would be backed
 * up against the operator's will, and no one would notice.
 */
export function settings<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? unknownSettings(issue.keys, Object.keys(shape))
        : `must be a group of settings:\n{ ${Object.keys(shape).join(', ')} }`,
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

/** When something runs by itself, or `off`. */
export function schedule() {
  return textWhere(
    (expression) => expression === OFF || isScheduleExpression(expression),
    'must be "off" or an expression of EventBridge Scheduler, like "cron(30 2 * * ? *)" or "rate(12 hours)"; in cron, either the day of the month or the day of the week must be ?',
  );
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

/** A time zone by its name in the IANA database. `Intl` also accepts offsets, but EventBridge Scheduler does not. */
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

/** Which part of the objects a verify run reads. */
export function readDataSubset() {
  return textWhere(
    (subset) => parseReadDataSubset(subset) !== undefined,
    'must be a part of the objects: a fraction like "1/52", a percentage like "5%", or an amount like "10GB"',
  );
}
