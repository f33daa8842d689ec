import type { OperatorConsole } from './console/operator-console.ts';

/** What every command gets. */
export interface CommandContext {
  readonly console: OperatorConsole;
  /** Aborted by Ctrl-C: a command finishes what it has in hand. */
  readonly signal: AbortSignal;
}
