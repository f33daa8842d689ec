import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type MiniStack, startMiniStack } from '../../../local/ministack/start-ministack.ts';
import { processesNaming } from './process-table.ts';

const SECONDS = 1_000;
const LAUNCHER = join(import.meta.dirname, 'example/launcher.ts');
const onLinux = process.platform === 'linux';

const running: MiniStack[] = [];
const children: ChildProcess[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(running.splice(0).map((miniStack) => miniStack.stop()));
});

async function start(): Promise<MiniStack> {
  const miniStack = await startMiniStack();
  running.push(miniStack);
  return miniStack;
}

describe.runIf(onLinux)('MiniStack, started', { timeout: 60 * SECONDS }, () => {
  test('gets nothing of the environment of its user but what it needs', async () => {
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'leaked-aws');
    vi.stubEnv('AWS_PROFILE', 'leaked-profile');
    vi.stubEnv('CLOUDINARY_URL', 'cloudinary://1:leaked-cloudinary@demo');
    vi.stubEnv('HTTPS_PROXY', 'http://leaked-proxy');
    const { directory } = await start();
    const processes = processesNaming(directory);
    expect(processes).toHaveLength(2); // the supervisor and the server
    for (const { environment } of processes) expect(environment).not.toMatch(/leaked|CLOUDINARY/);
  });

  test('listens on one port of 127.0.0.1 and on no other, not even 443', async () => {
    const { directory, port } = await start();
    const listening = processesNaming(directory).flatMap((found) => found.listening);
    expect(listening).toEqual([`0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`]);
  });

  test('leaves nothing behind when it is stopped, however often', async () => {
    const { directory, endpoint, stop } = await start();
    await Promise.all([stop(), stop()]);
    await stop();
    expect(processesNaming(directory)).toEqual([]);
    expect(existsSync(directory)).toBe(false);
    await expect(fetch(endpoint)).rejects.toThrow('fetch failed');
  });

  test('runs beside another one', async () => {
    const both = await Promise.all([start(), start()]);
    expect(new Set(both.map(({ port }) => port)).size).toBe(2);
    for (const { endpoint } of both) expect((await fetch(`${endpoint}/_ministack/health`)).status).toBe(200);
  });

  test('says why it could not start, with the end of its log, and leaves nothing behind', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const address = occupant.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    try {
      const message = await startMiniStack({ port }).catch((error: Error) => error.message);
      expect(message).toMatch(/^MiniStack ended while starting/);
      expect(message).toMatch(/address already in use/i);
      expect(processesNaming(`127.0.0.1:${port}`)).toEqual([]);
    } finally {
      occupant.close();
    }
  });

  test('is given up when it does not answer in time', async () => {
    const temporary = await mkdtemp(join(tmpdir(), 'start-test-'));
    vi.stubEnv('TMPDIR', temporary);
    await expect(startMiniStack({ timeout: 0 })).rejects.toThrow('MiniStack did not answer in 0 ms');
    expect(processesNaming(temporary)).toEqual([]);
    await rmdir(temporary); // fails unless it is empty
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)('ends with a program that got %s', async (signal) => {
    const { child, directory } = await launchProgram();
    child.kill(signal);
    await vi.waitFor(() => expect(existsSync(directory)).toBe(false), { timeout: 5 * SECONDS, interval: 50 });
    expect(processesNaming(directory)).toEqual([]);
  });

  test('ends with its functions when its program got SIGKILL', async () => {
    const { child, directory, workers } = await launchProgram('deploy');
    expect(workers).toHaveLength(1);
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(existsSync(directory)).toBe(false), { timeout: 5 * SECONDS, interval: 50 });
    expect(processesNaming(directory)).toEqual([]);
  });

  test.each(['SIGTERM', 'SIGKILL'] as const)('ends when its supervisor gets %s', async (signal) => {
    const { directory } = await start();
    const supervisor = processesNaming(directory).find(({ command }) => command.includes('supervisor.ts'));
    process.kill(supervisor?.pid ?? 0, signal);
    await vi.waitFor(() => expect(existsSync(directory)).toBe(false), { timeout: 5 * SECONDS, interval: 50 });
    expect(processesNaming(directory)).toEqual([]);
  });
});

interface Program {
  readonly child: ChildProcess;
  readonly directory: string;
  readonly workers: readonly number[];
}

async function launchProgram(...args: readonly string[]): Promise<Program> {
  const child = spawn(process.execPath, [LAUNCHER, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = await once(child.stdout, 'data');
  return { child, ...JSON.parse(String(line)) };
}
