import { UsageError } from './operator-error.ts';

/** Makes the parser of an option whose value is a whole number, 1 or more. It throws UsageError for anything else. */
export function wholeNumber(option: string) {
  return (text: string): number => {
    const number = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number > 0) return number;
    throw new UsageError(`${option} must be a whole number, 1 or more, not "${text}".`);
  };
}
