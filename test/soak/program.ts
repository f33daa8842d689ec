import { Command, InvalidArgumentError } from 'commander';

/**
 * A program with options. Its exit code is 2 for unknown or invalid arguments.
 *
 * @param name the command that runs it, such as `npm run soak`
 */
export function program(name: string, description: string): Command {
  return new Command(`${name} --`)
    .description(description)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
}

/** Reads a whole number above 0. */
export function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number above 0.');
}
