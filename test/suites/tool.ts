import { execFile } from 'node:child_process';

const TIMEOUT_MS = 120_000;
const MAX_OUTPUT = 64 * 1024 * 1024;

/** Runs a program with further arguments; gives what it printed to stdout. */
export type Tool = (...args: readonly string[]) => Promise<string>;

/**
 * A program of others that the simulated Cloudinary is driven with.
 *
 * @throws Error (from the returned function) with the command and everything it printed, if its exit code is not 0
 */
export function toolOf(command: string, leading: readonly string[], env: NodeJS.ProcessEnv): Tool {
  return (...args) =>
    new Promise((resolve, reject) => {
      const options = { env, timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT };
      const child = execFile(command, [...leading, ...args], options, (error, stdout, stderr) => {
        if (error === null) return resolve(stdout);
        const command = args.join(' ');
        const code = error.killed ? `no end within ${TIMEOUT_MS / 1000} s` : `exit code ${error.code}`;
        reject(new Error([`${command}: ${code}`, stdout.trim(), stderr.trim()].filter(Boolean).join('\n')));
      });
      // A question must not be waited for.
      child.stdin?.end();
    });
}
