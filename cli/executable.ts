/** The command, as every text names it. It runs in the checkout. */
export const EXECUTABLE = './cloudinary-backup';

/** The stack that a command works on unless `--stack` names another. */
export const DEFAULT_STACK = 'CloudinaryBackup';

/** Builds a command line to paste, with `--stack` if the stack is not the default one. */
export function commandLine(args: string, stack: string): string {
  return `${EXECUTABLE} ${args}${stack === DEFAULT_STACK ? '' : ` --stack ${stack}`}`;
}
