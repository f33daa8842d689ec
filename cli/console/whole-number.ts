import { InvalidArgumentError } from 'commander';

/**
 * An option's value as a number, 1 or more.
 *
 * @throws InvalidArgumentError for anything else
 */
export function wholeNumber(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number, 1 or more.');
}
