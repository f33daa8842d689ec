import { awsFailureText } from '#shared/adapters/aws/aws-failure-text.ts';
import type { CommandContext, CommonOptions, PrintFailure, StackWork } from '../command-work.ts';
import { verdict } from '../console/verdict.ts';
import { EXIT_CODE, type ExitCode } from '../exit-code.ts';
import { OperatorError, UsageError } from '../operator-error.ts';
import { DeployedStack } from './deployed-stack.ts';

/**
 * Does the work of a command on the stack that its options name. A failure is reported, not thrown: on stderr, and with
 * `--json` as `{"error": …}` on stdout too.
 */
export async function workOnStack<Options extends CommonOptions>(
  work: StackWork<Options>,
  options: Options,
  context: CommandContext,
  print: PrintFailure,
): Promise<ExitCode> {
  try {
    return await work(await DeployedStack.read(options.stack), options, context);
  } catch (error) {
    const text = error instanceof OperatorError ? error.message : awsFailureText(error);
    const code = error instanceof UsageError ? EXIT_CODE.usage : EXIT_CODE.failed;
    context.console.note(verdict(code, text));
    if (options.json === true) print({ error: text });
    return code;
  }
}
