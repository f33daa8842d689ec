import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** A process of a benchmark, which this one talks to over IPC. It ends with this one. */
export interface Child {
  /**
   * The next message of the process, after it has been sent a question, if any.
   *
   * @throws Error when the process ends first
   */
  next<Message>(question?: object): Promise<Message>;
  stop(): void;
}

/** How a process differs from one that inherits this one's environment and shows its stderr. */
export interface ChildOptions {
  /** All of its environment, except PATH. */
  readonly env?: Readonly<Record<string, string>>;
  readonly execArgv?: readonly string[];
  /** Keeps stderr for the error that says that the process failed. */
  readonly quiet?: boolean;
}

/** Of what a quiet process has logged, the end. In characters. */
const LOGGED = 4_000;

/** @param entry seen from `bench/`. What it writes to stdout is dropped: functions log there */
export function startChild(entry: string, args: readonly string[], options: ChildOptions = {}): Child {
  const { env, execArgv = [], quiet = false } = options;
  const child = fork(join(import.meta.dirname, '..', entry), args, {
    execArgv: [...execArgv],
    env: env === undefined ? process.env : { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'ignore', quiet ? 'pipe' : 'inherit', 'ipc'],
  });
  const logged = child.stderr === null ? '' : text(child.stderr);
  const ended = once(child, 'exit').then(async ([code, signal]) => {
    throw new Error(
      `${entry} ${args[0] ?? ''} ended with ${code ?? signal} ${(await logged).slice(-LOGGED)}`.trimEnd(),
    );
  });
  // It may end when nobody waits for a message.
  ended.catch(() => {});
  return {
    next: async <Message>(question?: object) => {
      const message = once(child, 'message');
      if (question !== undefined) child.send(question);
      const [answer] = await Promise.race([message, ended]);
      return answer as Message; // Of our own process.
    },
    stop: () => child.disconnect(),
  };
}

/** A server in a process of its own; see `serve-parent.ts`. */
export interface ServerProcess<Figures> {
  readonly port: number;
  /** What it has counted. */
  figures(): Promise<Figures>;
  stop(): void;
}

/** Starts a server, whose work must not count as that of the process measured; resolves when it listens. */
export async function startServer<Figures>(entry: string, args: readonly unknown[]): Promise<ServerProcess<Figures>> {
  const child = startChild(entry, args.map(String));
  const { port } = await child.next<{ readonly port: number }>();
  return { port, figures: () => child.next<Figures>({}), stop: child.stop };
}
