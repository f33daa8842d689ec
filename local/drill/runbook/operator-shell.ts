import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MiniStack } from '#local/ministack/start-ministack.ts';
import { pythonVenv } from '#local/python/python-venv.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');

const POLL_MS = 50;

/** Exit code 3 of our own commands is not a failure: it means that something needs attention. */
const NOTE_FAILURES = "failed=0; set -E; trap 'code=$?; [ $code -eq 3 ] || failed=$code' ERR";

/** What the operator typed, and what it printed. */
export interface Step {
  readonly commands: string;
  readonly seconds: number;
  readonly output: string;
}

/** Where commands run. */
export interface ShellOptions {
  readonly signal: AbortSignal;
  /** Called with the version when the AWS CLI must be installed first. */
  readonly onInstall?: (version: string) => void;
}

/** An operator's terminal: one shell in this repository, with `aws`, `npm` and all permissions. */
export class OperatorShell {
  readonly #shell: ChildProcessWithoutNullStreams;
  readonly #signal: AbortSignal;
  #printed = '';

  private constructor(env: NodeJS.ProcessEnv, signal: AbortSignal) {
    this.#signal = signal;
    this.#shell = spawn('bash', ['--norc'], { cwd: REPOSITORY, env, stdio: 'pipe' });
    for (const stream of [this.#shell.stdout, this.#shell.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#printed += text;
      });
  }

  /** Installs the AWS CLI on first use. */
  static async open(miniStack: MiniStack, { signal, onInstall }: ShellOptions): Promise<OperatorShell> {
    const aws = dirname(await pythonVenv('awscli', { onInstall }));
    const kept = Object.entries(process.env).filter(([name]) => !/^(AWS|CDK|CLOUDINARY)_/.test(name));
    return new OperatorShell(
      {
        ...Object.fromEntries(kept),
        ...miniStack.env,
        PATH: [dirname(process.execPath), aws, process.env['PATH']].join(':'),
        AWS_PAGER: '',
        NO_PROXY: '127.0.0.1,localhost',
        NO_COLOR: '1',
      },
      signal,
    );
  }

  /** Runs commands and keeps their variables and functions. */
  prepare(commands: string): Promise<Step> {
    return this.#run(commands, `{\n${commands}\n} </dev/null`);
  }

  /**
   * Runs commands as if they were pasted into a terminal: after one that fails, the next one still runs.
   *
   * @throws Error with what they printed, if one has failed
   */
  run(commands: string): Promise<Step> {
    return this.#run(commands, `(\n${NOTE_FAILURES}\n${commands}\nexit $failed\n) </dev/null`);
  }

  close(): void {
    this.#shell.kill();
  }

  async #run(commands: string, script: string): Promise<Step> {
    const began = performance.now();
    const mark = randomUUID();
    const end = new RegExp(`${mark} (\\d+)\\n`);
    this.#printed = '';
    this.#shell.stdin.write(`${script}\necho ${mark} $?\n`);
    let ended = end.exec(this.#printed);
    while (ended === null) {
      if (this.#shell.exitCode !== null) throw new Error(`The shell ended:\n${this.#printed}`);
      await sleep(POLL_MS, undefined, { signal: this.#signal });
      ended = end.exec(this.#printed);
    }
    const output = this.#printed.slice(0, ended.index).trim();
    if (ended[1] !== '0') throw new Error(`Commands of the runbook failed (${ended[1]}):\n${commands}\n${output}`);
    return { commands, seconds: (performance.now() - began) / 1000, output };
  }
}
