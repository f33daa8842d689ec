import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const MAIN = join(import.meta.dirname, '../../cli/main.ts');

/** What a command left. */
export interface CliResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface RunningCli {
  readonly result: Promise<CliResult>;
  interrupt(): void;
}

/**
 * Starts Node in an environment of its own: nothing of this process's AWS settings comes along.
 *
 * @param through a command that takes Node and its arguments as its own last ones
 */
function startNode(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  through: readonly string[] = [],
): RunningCli {
  const [command = '', ...rest] = [...through, process.execPath, ...args];
  const child = spawn(command, rest, {
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const result = Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return {
    result: result.then(([exitCode, stdout, stderr]) => ({ exitCode, stdout, stderr })),
    interrupt: () => void child.kill('SIGINT'),
  };
}

/** Starts `node cli/main.ts`. */
export function startCli(args: readonly string[], environment: Readonly<Record<string, string>>): RunningCli {
  return startNode([MAIN, ...args], environment);
}

/** Runs a script on a pipe, to its end. */
export function runNode(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<CliResult> {
  return startNode(args, environment).result;
}

/** Runs a script on a terminal of its own, whose screen is its stdout. */
export function runNodeOnTerminal(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  answer = '',
): Promise<CliResult> {
  return startNode(args, environment, ['python3', '-c', TERMINAL, answer]).result;
}

/** Runs a command to its end. */
export function runCli(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<CliResult> {
  return startCli(args, environment).result;
}

/** The columns of the terminals that tests make. */
export const TERMINAL_COLUMNS = 80;

/** Types an answer once a question is on the screen, and hands on what the screen showed and the exit code. */
const TERMINAL = `
import fcntl, os, pty, struct, sys, termios
answer, argv = sys.argv[1], sys.argv[2:]
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 24, ${TERMINAL_COLUMNS}, 0, 0))
    os.execvp(argv[0], argv)
shown, answered = b'', False
while True:
    try:
        piece = os.read(fd, 65536)
    except OSError:
        break
    if not piece:
        break
    shown += piece
    if not answered and b'[y/N] ' in shown:
        answered = True
        os.write(fd, answer.encode())
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/** Runs a command on a terminal of its own, whose screen is its stdout, and answers its question. */
export function runOnTerminal(
  args: readonly string[],
  answer: string,
  environment: Readonly<Record<string, string>>,
): Promise<CliResult> {
  return runNodeOnTerminal([MAIN, ...args], environment, answer);
}
