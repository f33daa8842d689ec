import { ApiError } from '../http/reply.ts';
import type { Operator, Term } from './search-expression.ts';

/** Reads a term of a field, and gives whether an item fits it. Throws a 400 for a value that the field cannot have. */
export type Matcher<Item> = (term: Term, now: Date) => (item: Item) => boolean;

const SECONDS: Record<string, number> = { h: 3600, d: 86_400, w: 7 * 86_400, m: 30 * 86_400, y: 365 * 86_400 };
const MULTIPLES: Record<string, number> = { k: 1e3, kb: 1e3, m: 1e6, mb: 1e6, g: 1e9, gb: 1e9 };

const COMPARISONS: Record<Operator, <T extends number | string>(found: T, wanted: T) => boolean> = {
  ':': (found, wanted) => found === wanted,
  '=': (found, wanted) => found === wanted,
  '>': (found, wanted) => found > wanted,
  '<': (found, wanted) => found < wanted,
  '>=': (found, wanted) => found >= wanted,
  '<=': (found, wanted) => found <= wanted,
};

function invalid({ field, operator, text }: Term): ApiError {
  return new ApiError(400, `Invalid search expression: ${field}${operator}${text}`);
}

/** `=` wants the whole text; `:` ignores case, and one word of the text is enough. Either may want only a beginning. */
function fits(text: string, { operator, text: wanted, isPrefix }: Term): boolean {
  const isEqual = (found: string, value: string) => (isPrefix ? found.startsWith(value) : found === value);
  if (operator === '=') return isEqual(text, wanted);
  const lower = text.toLowerCase();
  return [lower, ...lower.split(/[^\p{L}\p{N}_]+/u)].some((found) => isEqual(found, wanted.toLowerCase()));
}

/** Texts; at least one must fit. */
export function texts<Item>(textsOf: (item: Item) => readonly (string | undefined)[]): Matcher<Item> {
  return (term) => {
    if (term.operator !== ':' && term.operator !== '=') throw invalid(term);
    return (item) => textsOf(item).some((text) => text !== undefined && fits(text, term));
  };
}

/** A path of folders, compared as a whole. `x/*` fits everything below x, and x itself. */
export function folderPath<Item>(pathOf: (item: Item) => string): Matcher<Item> {
  return (term) => {
    const { operator, text, isPrefix } = term;
    if (operator !== ':' && operator !== '=') throw invalid(term);
    return (item) => {
      const path = pathOf(item);
      if (!isPrefix) return path === text;
      return path.startsWith(text) || (text.endsWith('/') && path === text.slice(0, -1));
    };
  };
}

/** A number, or undefined where an item has none; `k`, `m` and `g` multiply. */
export function number<Item>(numberOf: (item: Item) => number | undefined): Matcher<Item> {
  return (term) => {
    const [, amount, unit = ''] = /^(-?\d+(?:\.\d+)?)(k|kb|m|mb|g|gb)?$/i.exec(term.text) ?? [];
    if (amount === undefined || term.isPrefix) throw invalid(term);
    const wanted = Number(amount) * (MULTIPLES[unit.toLowerCase()] ?? 1);
    return (item) => {
      const found = numberOf(item);
      return found !== undefined && COMPARISONS[term.operator](found, wanted);
    };
  };
}

/** A point in time: a date, or a number of hours, days, weeks, months or years ago. */
export function time<Item>(instantOf: (item: Item) => Date): Matcher<Item> {
  return (term, now) => {
    const { operator, text, isPrefix } = term;
    const [, amount, unit = ''] = /^(\d+)([hdwmy])$/.exec(text) ?? [];
    const ago = Number(amount) * (SECONDS[unit] ?? 0) * 1000;
    const wanted = amount === undefined ? Date.parse(text) : now.getTime() - ago;
    if (Number.isNaN(wanted) || isPrefix) throw invalid(term);
    return (item) => COMPARISONS[operator](instantOf(item).getTime(), wanted);
  };
}

/** A value of structured metadata: one of several texts, a number, or a date, which compares as its text does. */
export function value<Item>(readValue: (item: Item) => unknown): Matcher<Item> {
  return (term) => {
    const { operator, text } = term;
    return (item) => {
      const found = readValue(item);
      const values = Array.isArray(found) ? found : [found];
      return values.some((each) => {
        if (each === undefined) return false;
        if (operator === ':' || operator === '=') return fits(String(each), term);
        const compare = COMPARISONS[operator];
        const isNumeric = /^-?[\d.]+$/.test(String(each)) && /^-?[\d.]+$/.test(text);
        return isNumeric ? compare(Number(each), Number(text)) : compare(String(each), text);
      });
    };
  };
}
