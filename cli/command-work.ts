import type { OperatorConsole } from './console/operator-console.ts';
import type { ExitCode } from './exit-code.ts';
import type { DeployedStack } from './stack/deployed-stack.ts';

/** What every command receives. */
export interface CommandContext {
  readonly console: OperatorConsole;
  /** Aborted by Ctrl-C: the command completes its current step. */
  readonly signal: AbortSignal;
  /** Receives the exit code of the command that ran. */
  exit(code: ExitCode): void;
}

/** The options that every command has. */
export interface CommonOptions {
  readonly stack: string;
  readonly json?: boolean;
  /** Only on commands that change something. */
  readonly dryRun?: boolean;
}

/** The work of a command on a deployed stack. */
export type StackWork<Options> = (stack: DeployedStack, options: Options, context: CommandContext) => Promise<ExitCode>;

/** Prints a failure in the form that `--json` prints. */
export type PrintFailure = (failure: { readonly error: string }) => void;
