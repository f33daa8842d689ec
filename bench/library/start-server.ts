import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A server in a process of its own. */
export interface Server<Figures> {
  readonly port: number;
  /** What it has counted. */
  figures(): Promise<Figures>;
  stop(): void;
}

async function answerOf<Answer>(child: ChildProcess, name: string): Promise<Answer> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${name} ended with exit code ${code}`);
  });
  const [answer] = await Promise.race([once(child, 'message'), ended]);
  return answer as Answer; // of our own process
}

/** Starts an entry point of this folder; resolves when it listens. */
export async function startServer<Figures>(name: string, args: readonly string[]): Promise<Server<Figures>> {
  const child = fork(join(import.meta.dirname, `${name}.ts`), args, { execArgv: [] });
  const { port } = await answerOf<{ port: number }>(child, name);
  return {
    port,
    figures: async () => {
      child.send('figures');
      return answerOf<Figures>(child, name);
    },
    stop: () => child.disconnect(),
  };
}
