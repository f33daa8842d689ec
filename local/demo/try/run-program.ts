/** One word of a usage line: `<file>` must be given, `[prefix]` and `[--json]` may be. */
const PARAMETER = /<\w+>|\[\S+\]/g;

const ELSEWHERE = 'Not connected to the local cloud: source the file that npm start -- --keep names';
const ENDED = 'The local cloud does not answer. Start it again: npm start -- --keep';

/**
 * Runs a program of this folder. Whatever goes wrong is one line on stderr.
 *
 * @param usage its name and its arguments: `upload-file.ts <file>`
 * @param variable an environment variable of the local cloud that it needs
 */
export async function runProgram(
  usage: string,
  variable: string | undefined,
  run: (variable: string, ...args: readonly string[]) => Promise<void>,
): Promise<void> {
  const args = process.argv.slice(2);
  if (!isComplete(args, usage)) return end(`Usage: node local/demo/try/${usage}`, 2);
  if (!variable) return end(ELSEWHERE, 2);
  try {
    await run(variable, ...args);
  } catch (error) {
    end(reasonOf(error), 1);
  }
}

function isComplete(args: readonly string[], usage: string): boolean {
  const parameters: readonly string[] = usage.match(PARAMETER) ?? [];
  const required = parameters.filter((parameter) => parameter.startsWith('<'));
  return (
    args.length >= required.length &&
    args.length <= parameters.length &&
    args.every((arg) => !arg.startsWith('-') || parameters.includes(`[${arg}]`))
  );
}

function end(line: string, exitCode: 1 | 2): void {
  console.error(line);
  process.exitCode = exitCode;
}

function reasonOf(thrown: unknown): string {
  // Cloudinary's SDK does not throw errors, but objects that hold one, or the status and the message of an answer.
  const { error = thrown } = Object(thrown);
  const { code, cause, message, http_code } = Object(error);
  if ([code, Object(cause).code].includes('ECONNREFUSED')) return ENDED;
  return http_code === undefined ? String(message) : `Cloudinary answered ${http_code}: ${message}`;
}
