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
  /** Resolves once it has written such a text, to whichever of its outputs. */
  wrote(text: string): Promise<void>;
  interrupt(): void;
}

/** Starts `node cli/main.ts` in an environment of its own: nothing of this process's AWS settings comes along. */
export function startCli(args: readonly string[], environment: Readonly<Record<string, string>>): RunningCli {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const result = Promise.all([exited, text(child.stdout), text(child.stderr)]).then(([exitCode, stdout, stderr]) => ({
    exitCode,
    stdout,
    stderr,
  }));
  const wrote = (expected: string): Promise<void> =>
    new Promise((resolve, reject) => {
      let written = '';
      const take = (piece: Buffer) => {
        written += piece;
        if (written.includes(expected)) resolve();
      };
      for (const output of [child.stdout, child.stderr]) output.on('data', take);
      child.once('close', () => reject(new Error(`It ended without ${expected}: ${written}`)));
    });
  return { result, wrote, interrupt: () => void child.kill('SIGINT') };
}

/** Runs a command to its end. */
export function runCli(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<CliResult> {
  return startCli(args, environment).result;
}
