import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import type { MiniStack } from '../../ministack/start-ministack.ts';
import { pythonEnvironment } from '../../python/python-environment.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');

/** A command of the operator, and what came of it. */
export interface Step {
  readonly command: string;
  readonly seconds: number;
  readonly output: string;
}

/** Runs what an operator types: in this repository, with `aws` and `npm`, and with every right. */
export class OperatorShell {
  readonly #env: NodeJS.ProcessEnv;
  readonly #signal: AbortSignal;

  private constructor(env: NodeJS.ProcessEnv, signal: AbortSignal) {
    this.#env = env;
    this.#signal = signal;
  }

  /** Installs the AWS CLI on first use. */
  static async open(miniStack: MiniStack, { variables, signal, onProgress }: ShellOptions): Promise<OperatorShell> {
    const aws = dirname(await pythonEnvironment('awscli', { onProgress }));
    const kept = Object.entries(process.env).filter(([name]) => !/^(AWS|CDK|CLOUDINARY)_/.test(name));
    const env = {
      ...Object.fromEntries(kept),
      ...miniStack.env,
      ...variables,
      PATH: [dirname(process.execPath), aws, process.env['PATH']].join(':'),
      AWS_PAGER: '',
      NO_PROXY: '127.0.0.1,localhost',
      NO_COLOR: '1',
    };
    return new OperatorShell(env, signal);
  }

  /**
   * Runs a block of shell commands, all of which must succeed.
   *
   * @param input what is typed when a command asks
   * @throws Error with what it printed
   */
  async run(command: string, input = ''): Promise<Step> {
    const began = performance.now();
    const shell = spawn('sh', ['-euc', command], {
      cwd: REPOSITORY,
      env: this.#env,
      stdio: ['pipe', 'pipe', 'pipe'],
      signal: this.#signal,
    });
    const chunks: Buffer[] = [];
    for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    shell.stdin.on('error', () => {}); // it may have ended without asking
    shell.stdin.end(input);
    const [code] = await once(shell, 'close');
    const output = Buffer.concat(chunks).toString().trim();
    if (code !== 0) throw new Error(`This command of the runbook failed (${code}):\n${command}\n${output}`);
    return { command, seconds: (performance.now() - began) / 1000, output };
  }
}

/** What the shell knows beside where AWS is. */
export interface ShellOptions {
  /** Environment variables that the runbook has the operator set. */
  readonly variables: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onProgress?: (message: string) => void;
}
