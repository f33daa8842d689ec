import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { OperatorConsole } from '../../cli/console/operator-console.ts';
import { EXIT_CODE } from '../../cli/exit-code.ts';
import { runOnClouds } from '../../cli/runs/run-on-clouds.ts';
import type { RunWork } from '../../cli/runs/run-work.ts';
import { MemoryObjectStore } from '../doubles/memory-object-store.ts';

const WORK: RunWork<string> = {
  command: 'backup',
  kind: 'inventory',
  machineArn: 'machine',
  input: (cloud) => cloud,
  gauge: () => async () => ({ line: '', document: {} }),
  report: async () => 'fine',
  text: (report) => report,
  isFine: () => true,
};

/** Starts runs of two clouds; Ctrl-C comes once so many are started. */
async function start(interruptedAfter: number) {
  const stream = () => Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: false });
  const [out, err] = [stream(), stream()];
  // A terminal's stream has much more, of which the console uses nothing.
  const console = new OperatorConsole(out as unknown as NodeJS.WriteStream, err as unknown as NodeJS.WriteStream);
  const abort = new AbortController();
  const started: string[] = [];
  const interrupt = () => {
    if (started.length >= interruptedAfter) abort.abort();
  };
  interrupt();
  const exitCode = await runOnClouds(
    WORK,
    ['a', 'b'],
    { stack: 'S', json: false, detach: true },
    {
      executions: {
        start: async (_, input) => {
          started.push(String(input));
          interrupt();
          return `arn:${input}`;
        },
        running: async () => [],
        describe: async () => undefined,
        isRunning: async () => true,
      },
      reader: new MemoryObjectStore(),
      pending: async () => 0,
      invoke: async () => undefined,
    },
    { console, signal: abort.signal },
  );
  return { exitCode, started, stdout: String(out.read() ?? ''), stderr: String(err.read() ?? '') };
}

test('what Ctrl-C comes before is not started, and not told as done', async () => {
  const { exitCode, started, stdout, stderr } = await start(0);
  expect({ exitCode, started, stdout }).toEqual({ exitCode: EXIT_CODE.interrupted, started: [], stdout: '' });
  expect(stderr).toBe('Nothing was started of a, b.\n');
});

test('what is started by then is told', async () => {
  const { exitCode, started, stdout, stderr } = await start(1);
  expect({ exitCode, started }).toEqual({ exitCode: EXIT_CODE.interrupted, started: ['a'] });
  expect(stdout).toContain('The backup of a goes on by itself: a\n');
  expect(stderr).toBe('Started the backup of a: a\nNothing was started of b.\n');
});

test('all are started where nobody interrupts', async () => {
  expect(await start(3)).toMatchObject({ exitCode: EXIT_CODE.done, started: ['a', 'b'] });
});
