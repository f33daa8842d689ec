import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processesNaming } from '../ministack/process-table.ts';

const MAIN = join(import.meta.dirname, '../../../local/demo/main.ts');

let temporary: string;
let demo: ChildProcess;
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'interruption-test-'));
});
afterEach(async () => {
  demo.kill('SIGKILL');
  await rm(temporary, { recursive: true, force: true });
});

/** The demo with all its temporary files in a folder of its own, once it has printed a line like this. */
async function demoUntil(line: RegExp): Promise<void> {
  demo = spawn(process.execPath, [MAIN, '--verbose'], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (demo.stdout === null) throw new Error('The demo has no output');
  for await (const printed of createInterface(demo.stdout)) if (line.test(printed)) return;
}

test.each([
  ['while MiniStack starts', /Starting MiniStack/],
  ['while cdk runs', /Running cdk bootstrap/],
])('Ctrl-C %s ends with 130 and leaves nothing behind', async (_, line) => {
  await demoUntil(line);
  demo.kill('SIGINT');
  const [code] = await once(demo, 'exit');
  expect(code).toBe(130);
  expect(await readdir(temporary)).toEqual([]);
  expect(processesNaming(temporary)).toEqual([]);
});
