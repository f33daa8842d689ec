import { Command, InvalidArgumentError } from 'commander';

/** A program with options: 2 is its exit code for arguments that make no sense. */
export function program(description: string): Command {
  return new Command().description(description).exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
}

/** Reads a whole number above 0. */
export function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number above 0.');
}
