import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { processesNaming } from '../process/processes-naming.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const MAIN = join(import.meta.dirname, '../../../local/demo/main.ts');

test.each([
  ['while MiniStack starts', /Local AWS/],
  ['while cdk runs', /cdk bootstrap/],
])('Ctrl-C %s ends with 130 and leaves nothing behind', async (_, line) => {
  const temporary = await temporaryFolder();
  const demo = spawn(process.execPath, [MAIN, '--verbose'], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void demo.kill('SIGKILL'));
  for await (const printed of createInterface(demo.stdout)) if (line.test(printed)) break;
  demo.kill('SIGINT');
  const [code] = await once(demo, 'exit');
  expect(code).toBe(130);
  expect(await readdir(temporary)).toEqual([]);
  await expect.poll(() => processesNaming(temporary), { timeout: 20_000 }).toEqual([]);
});
