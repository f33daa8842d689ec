import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { deployStack } from '#local/ministack/deploy-stack.ts';
import { functionLogs } from '#local/ministack/function-logs.ts';
import { rootClientConfig, withRootClient } from '#local/ministack/root-client-config.ts';
import { type MiniStack, startMiniStack } from '#local/ministack/start-ministack.ts';
import { processesNaming } from '../process/processes-naming.ts';
import { destroyStack } from './destroy-stack.ts';
import { EXAMPLE_APP } from './example/example-app.ts';

const MINUTE = 60_000;

let miniStack: MiniStack;
let outputs: Record<string, string>;
let printed: string[];

beforeAll(async () => {
  printed = [];
  vi.stubEnv('CLOUDINARY_URL', 'cloudinary://1:leaked@demo');
  vi.stubEnv('AWS_PROFILE', 'a-profile-that-does-not-exist');
  miniStack = await startMiniStack();
  const outputsFile = join(miniStack.directory, 'example-outputs.json');
  const onProgress = (line: string) => printed.push(line);
  outputs = await deployStack({ miniStack, ...EXAMPLE_APP, context: { bundled: 'yes' }, outputsFile, onProgress });
}, 3 * MINUTE);
afterAll(async () => {
  await miniStack?.stop();
  vi.unstubAllEnvs();
});

function call(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(miniStack.rewriteWebhookUrl(`${outputs['ApiEndpoint']}${path}`), { method: 'POST', ...init });
}

describe('a deployment', { timeout: MINUTE }, () => {
  test('returns its outputs, writes them to the given file, and reports what cdk printed', async () => {
    const written = JSON.parse(await readFile(join(miniStack.directory, 'example-outputs.json'), 'utf8'));
    expect(written).toEqual({ Example: outputs });
    expect(outputs['Context']).toBe('yes');
    expect(printed.join('\n')).toMatch(/CREATE_COMPLETE +\| AWS::Lambda::Function/);
  });

  test('runs without the credentials of its user', () => {
    expect(outputs['CloudinaryUrl']).toBe('none');
  });

  test('fails with the output of cdk', async () => {
    const context = { fail: 'the app fails on purpose' };
    await expect(deployStack({ miniStack, ...EXAMPLE_APP, context })).rejects.toThrow('the app fails on purpose');
  });
});

describe('a deployed HTTP API', { timeout: MINUTE }, () => {
  test('is called by the URL in the output of the stack', async () => {
    const response = await call('/webhooks/demo?a=1', {
      body: '{"é":1}',
      headers: { 'X-Cld-Signature': 'AbC', 'content-type': 'application/json' },
    });
    expect(await response.json()).toMatchObject({
      pathParameters: { cloud: 'demo' },
      queryStringParameters: { a: '1' },
      headers: { 'x-cld-signature': 'AbC' },
      isBase64Encoded: false,
      md5: md5('{"é":1}'),
    });
  });

  test.each(['application/octet-stream', 'application/x-www-form-urlencoded'])(
    'gets %s byte for byte',
    async (type) => {
      const body = randomBytes(6 * 1024 * 1024);
      const response = await call('/webhooks/demo', { body, headers: { 'content-type': type } });
      expect(await response.json()).toMatchObject({ isBase64Encoded: true, bytes: body.length, md5: md5(body) });
    },
  );

  test('answers 404 where there is no route', async () => {
    expect((await call('/nothing')).status).toBe(404);
    expect((await call('/webhooks/demo', { method: 'GET' })).status).toBe(404);
  });
});

describe('a deployed function', { timeout: MINUTE }, () => {
  test('runs with its own role, and sees nothing of the environment of its user', async () => {
    const parameter = { Name: '/example/secret', Type: 'SecureString', Value: 'for the function' } as const;
    await withRootClient(miniStack, SSMClient, (ssm) => ssm.send(new PutParameterCommand(parameter)));
    const { secret, put, env } = JSON.parse(await (await call('/probe', { body: 'hello' })).text());
    expect({ secret, put }).toEqual({ secret: 'for the function', put: `"${md5('hello')}"` });
    expect(JSON.stringify(env)).not.toMatch(/leaked|a-profile-that|CLOUDINARY/);
    expect(Object.keys(env)).not.toContain('AWS_PROFILE');
  });

  test('is visible as a process and in its logs', async () => {
    const since = new Date();
    await call('/webhooks/seen');
    expect(await miniStack.functionProcesses('Example-echo')).toHaveLength(1);
    expect(await miniStack.functionProcesses('Example')).toEqual([]);
    const messages = (await functionLogs(miniStack, 'Example-echo', since)).map(({ message }) => message);
    expect(messages).toContain('echo /webhooks/seen');
    expect(messages).not.toContain('echo /webhooks/demo');
    await expect(functionLogs(miniStack, 'Example-nothing')).rejects.toThrow('Function not found');
  });

  test('takes a message from an idle queue at once', async () => {
    const sqs = new SQSClient(rootClientConfig(miniStack));
    const send = (id: string) =>
      sqs.send(new SendMessageCommand({ QueueUrl: outputs['QueueUrl'], MessageBody: JSON.stringify({ id }) }));
    const taken = async (id: string) => {
      const logs = await functionLogs(miniStack, 'Example-consume');
      return logs.find(({ message }) => message.includes(id));
    };
    await send('the first'); // its function starts
    await vi.waitFor(async () => expect(await taken('the first')).toBeDefined(), { timeout: 10_000 });
    const sent = Date.now();
    await send('the second');
    await vi.waitFor(async () => expect(await taken('the second')).toBeDefined(), { timeout: 10_000, interval: 20 });
    expect(Date.now() - sent).toBeLessThan(1_500);
  });
});

describe('the end', { timeout: MINUTE }, () => {
  test('a stack is destroyed', async () => {
    await destroyStack({ miniStack, ...EXAMPLE_APP });
    expect((await call('/webhooks/demo')).ok).toBe(false);
  });

  test.runIf(process.platform === 'linux')('its functions end when it is stopped', async () => {
    expect(processesNaming(miniStack.directory).length).toBeGreaterThan(0);
    await miniStack.stop();
    expect(processesNaming(miniStack.directory)).toEqual([]);
    expect(existsSync(miniStack.directory)).toBe(false);
  });
});

function md5(data: string | Uint8Array): string {
  return createHash('md5').update(data).digest('hex');
}
