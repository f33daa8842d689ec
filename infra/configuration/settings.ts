import * as z from 'zod';
import { nearestName } from './nearest-name.ts';

const unknownSetting = (key: string, known: readonly string[]): string => {
  const nearest = nearestName(key, known);
  const hint = nearest === undefined ? `known here: ${known.join(', ')}` : `did you mean \`${nearest}\`?`;
  return `unknown setting \`${key}\`, ${hint}`;
};

/**
 * A group of settings. A name that it does not know is a problem, never ignored: with a typo in `exclude`, things would
 * be backed up, or not, without anybody noticing.
 */
export const settings = <Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknownSetting(key, Object.keys(shape))).join('; ')
        : `must be a group of settings: { ${Object.keys(shape).join(', ')} }`,
  });

/** A whole number; the problem names the range and the unit. */
export const wholeNumber = (minimum: number, maximum: number, unit: string): z.ZodNumber => {
  const error = `must be a whole number of ${unit}, ${minimum} to ${maximum}`;
  return z.int({ error }).min(minimum, { error }).max(maximum, { error });
};

/** A text of a given form. The problem does not repeat the text, which may be a credential in the wrong place. */
export const text = (form: RegExp, error: string): z.ZodString => z.string({ error }).regex(form, { error });

/** `true` or `false`. */
export const flag = (): z.ZodBoolean => z.boolean({ error: 'must be true or false, without quotes' });

/** One of a few words. */
export const choice = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, { error: `must be one of ${words.map((word) => `"${word}"`).join(', ')}` });
