import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { startExample } from './example/start-example.ts';
import { processesNaming } from './processes-naming.ts';

const LAUNCHER = join(import.meta.dirname, 'example/launcher.ts');

async function expectNothingLeft(directory: string): Promise<void> {
  await vi.waitFor(() => expect(existsSync(directory)).toBe(false), { timeout: 5_000, interval: 50 });
  expect(processesNaming(directory)).toEqual([]);
}

describe.runIf(process.platform === 'linux')('a server under supervision', () => {
  test('leaves nothing behind when it is stopped, however often', async () => {
    const { directory, pid, stop } = await startExample();
    const processes = processesNaming(directory);
    expect(processes).toHaveLength(3); // the supervisor, the server and its child
    expect(processes.map((found) => found.pid)).toContain(pid);
    await Promise.all([stop(), stop()]);
    await stop();
    expect(processesNaming(directory)).toEqual([]);
    expect(existsSync(directory)).toBe(false);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)('ends with a program that got %s', async (signal) => {
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
  ])('that %s is given up, with the end of its log, and leaves nothing behind', async (_, options, expected) => {
    const parent = await temporaryFolder();
    await expect(startExample({ ...options, parent })).rejects.toThrow(expected);
    expect(processesNaming(parent)).toEqual([]);
    expect(await readdir(parent)).toEqual([]);
  });
});
