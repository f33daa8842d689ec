import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const MAIN = join(import.meta.dirname, '../../cli/main.ts');

/** Types an answer once a question is on the screen, and hands on what the screen showed and the exit code. */
const TERMINAL = `
import os, pty, sys
answer, argv = sys.argv[1], sys.argv[2:]
pid, fd = pty.fork()
if pid == 0:
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

/** Runs a command on a terminal of its own, and answers its question. */
export async function runOnTerminal(
  args: readonly string[],
  answer: string,
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly exitCode: number | null; readonly shown: string }> {
  const child = spawn('python3', ['-c', TERMINAL, answer, process.execPath, MAIN, ...args], {
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [exitCode, shown] = await Promise.all([exited, text(child.stdout)]);
  return { exitCode, shown };
}
