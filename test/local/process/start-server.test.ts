import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { startExample } from './example/start-example.ts';
import { processesNaming } from './processes-naming.ts';

const LAUNCHER = join(import.meta.dirname, 'example/launcher.ts');

/** On a busy machine, seconds pass until a killed process has ended, and until a supervisor has removed its folder. */
async function expectNothingLeft(directory: string): Promise<void> {
  const left = () => ({ folder: existsSync(directory), processes: processesNaming(directory) });
  await expect.poll(left, { timeout: 20_000 }).toEqual({ folder: false, processes: [] });
}

describe.runIf(process.platform === 'linux')('a server with a supervisor', () => {
  test('leaves nothing behind when it is stopped, even more than once', async () => {
    const { directory, pid, stop } = await startExample();
    const processes = processesNaming(directory);
    expect(processes).toHaveLength(3); // the supervisor, the server and its child
    expect(processes.map((found) => found.pid)).toContain(pid);
    await Promise.all([stop(), stop()]);
    await stop();
    expect(existsSync(directory)).toBe(false);
    await expectNothingLeft(directory);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)('ends with its program on %s', async (signal) => {
    const program = spawn(process.execPath, [LAUNCHER], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void program.kill('SIGKILL'));
    const [line] = await once(program.stdout, 'data');
    const directory = String(line).trim();
    expect(processesNaming(directory)).toHaveLength(3);
    program.kill(signal);
    await expectNothingLeft(directory);
  });

  test.each(['SIGTERM', 'SIGKILL'] as const)('ends when its supervisor gets %s', async (signal) => {
    const { directory } = await startExample();
    const supervisor = processesNaming(directory).find(({ command }) => command.includes('supervisor.ts'));
    process.kill(supervisor?.pid ?? 0, signal);
    await expectNothingLeft(directory);
  });

  const silent = 'setInterval(() => {}, 60_000)';
  const hapless = 'console.log("Example starts"); console.error("but cannot")';
  test.each([
    ['ends at once', { script: hapless }, /^Example ended while .* its log:\nExample starts\nbut cannot$/],
    ['does not answer in time', { timeout: 0 }, /^Example did not answer in 0 ms/],
    ['says nothing in its log', { script: silent, timeout: 500 }, /^Example did not answer in 500 ms/],
  ])('that %s leaves nothing behind but an error with the end of its log', async (_, options, expected) => {
    const parent = await temporaryFolder();
    await expect(startExample({ ...options, parent })).rejects.toThrow(expected);
    expect(await readdir(parent)).toEqual([]);
    await expect.poll(() => processesNaming(parent), { timeout: 20_000 }).toEqual([]);
  });
});
