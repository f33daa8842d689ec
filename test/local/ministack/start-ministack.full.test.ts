import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type MiniStack, rewriteWebhookUrl, startMiniStack } from '#local/ministack/start-ministack.ts';
import { processesNaming } from '../process/processes-naming.ts';

const SECONDS = 1_000;
const LAUNCHER = join(import.meta.dirname, 'example/launcher.ts');

describe.runIf(process.platform === 'linux')('MiniStack, started', { timeout: 60 * SECONDS }, () => {
  let running: readonly MiniStack[] = [];
  beforeAll(async () => {
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'leaked-aws');
    vi.stubEnv('AWS_PROFILE', 'leaked-profile');
    vi.stubEnv('CLOUDINARY_URL', 'cloudinary://1:leaked-cloudinary@demo');
    vi.stubEnv('HTTPS_PROXY', 'http://leaked-proxy');
    running = await Promise.all([startMiniStack(), startMiniStack()]);
    vi.unstubAllEnvs();
  }, 60 * SECONDS);
  afterAll(() => Promise.all(running.map((miniStack) => miniStack.stop())));

  test('can run while another one runs', async () => {
    expect(new Set(running.map(({ port }) => port)).size).toBe(2);
    for (const { endpoint } of running) expect((await fetch(`${endpoint}/_ministack/health`)).status).toBe(200);
  });

  test('gets only what it needs from the environment of its user', () => {
    for (const { directory } of running) {
      const processes = processesNaming(directory);
      expect(processes).toHaveLength(2); // the supervisor and the server
      for (const { environment } of processes) expect(environment).not.toMatch(/leaked|CLOUDINARY/);
    }
  });

  test('listens on one port of 127.0.0.1 only, and not on 443', () => {
    for (const { directory, port } of running) {
      const listening = processesNaming(directory).flatMap((found) => found.listening);
      expect(listening).toEqual([`0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`]);
    }
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

  test('ends with its functions when its program gets SIGKILL', async () => {
    const child = spawn(process.execPath, [LAUNCHER], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [line] = await once(child.stdout, 'data');
    const { directory, workers }: { directory: string; workers: number[] } = JSON.parse(String(line));
    expect(workers).toHaveLength(1);
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(existsSync(directory)).toBe(false), { timeout: 5 * SECONDS, interval: 50 });
    expect(processesNaming(directory)).toEqual([]);
  });
});

test.each([
  ['https://aa1b81fa.execute-api.127.0.0.1:40000/webhooks/demo', '/webhooks/demo'],
  ['https://aa1b81fa.execute-api.127.0.0.1:40000', ''],
  ['https://aa1b81fa.execute-api.us-east-1.amazonaws.com/webhooks/demo', '/webhooks/demo'],
  ['https://aa1b81fa.execute-api.localhost:40000/webhooks/demo?a=b#c', '/webhooks/demo?a=b#c'],
  ['https://aa1b81fa.execute-api.127.0.0.1:40000/webhooks/a%2Fb%20c/../é', '/webhooks/a%2Fb%20c/../é'],
])('%s is found below the endpoint at %s', (url, path) => {
  const endpoint = 'https://127.0.0.1:40000';
  expect(rewriteWebhookUrl(endpoint, url)).toBe(`${endpoint}/_aws/execute-api/aa1b81fa/$default${path}`);
});

test.each(['https://example.com/hook', 'https://example.com/x.execute-api.y/z', 'not a URL', ''])(
  '%s is left alone',
  (url) => {
    expect(rewriteWebhookUrl('https://127.0.0.1:40000', url)).toBe(url);
  },
);
