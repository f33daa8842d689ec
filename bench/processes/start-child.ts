import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** A child process of a benchmark, reached over IPC. It ends with this process. */
export interface Child {
  /**
   * Sends the process a question, if there is one, and returns its next message.
   *
   * @throws Error when the process ends first
   */
  next<Message>(question?: object): Promise<Message>;
  stop(): void;
}

/** By default, a child inherits this process's environment and shows its stderr. */
export interface ChildOptions {
  /** Its whole environment, apart from PATH. */
  readonly env?: Readonly<Record<string, string>>;
  readonly execArgv?: readonly string[];
  /** Shows stderr only in the error of a process that fails. */
  readonly quiet?: boolean;
}

/** How much of the end of a quiet process's log its error shows. In characters. */
const LOGGED = 4_000;

/**
 * Starts a child process. Its stdout is dropped, because functions log there.
 *
 * @param entry relative to `bench/`
 */
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
  // It may end while no one waits for a message.
  ended.catch(() => {});
  return {
    next: async <Message>(question?: object) => {
      const message = once(child, 'message');
      if (question !== undefined) child.send(question);
      const [answer] = await Promise.race([message, ended]);
      return answer as Message; // From our own process.
    },
    stop: () => child.disconnect(),
  };
}

/** A server in a process of its own; see `serve-parent.ts`. */
export interface ServerProcess<Figures> {
  readonly port: number;
  /** What the server has counted so far. */
  figures(): Promise<Figures>;
  stop(): void;
}

/** Starts a server in another process, so that its work does not count for the measured one. Resolves when it listens. */
export async function startServer<Figures>(entry: string, args: readonly unknown[]): Promise<ServerProcess<Figures>> {
  const child = startChild(entry, args.map(String));
  const { port } = await child.next<{ readonly port: number }>();
  return { port, figures: () => child.next<Figures>({}), stop: child.stop };
}
