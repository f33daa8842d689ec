/** The exit codes of every command. */
export const EXIT_CODE = {
  /** Done, or nothing to do. */
  done: 0,
  failed: 1,
  /** Wrong usage: nothing was done. */
  usage: 2,
  /** Done, but something needs the operator. */
  attention: 3,
  /** The code that shells use for Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE];
