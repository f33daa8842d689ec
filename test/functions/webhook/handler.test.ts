import { createHash } from 'node:crypto';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import type { handler as Handler } from '../../../functions/webhook/handler.ts';
import { useMiniStack } from '../../adapters/aws/mini-stack-clients.ts';
import { captureOutput } from '../captured-output.ts';
import { emfLines } from '../emf-lines.ts';
import { lambdaContext } from '../lambda-context.ts';

const RUN = `webhook-${process.pid}`;
const SECRET = 'a-secret-nobody-should-see';
const MINUTE = 60_000;
const BODY = JSON.stringify({
  notification_type: 'upload',
  asset_id: 'a'.repeat(32),
  resource_type: 'image',
  type: 'upload',
  public_id: 'a very private name',
  version: 1795166132,
  version_id: 'b'.repeat(32),
  bytes: 1000,
  etag: 'c'.repeat(32),
  format: 'jpg',
});

let sqs: SQSClient;
let ssm: SSMClient;
let handler: typeof Handler;
let output: ReturnType<typeof captureOutput>;
const queues = { live: '', large: '', 'dead-letter': '' };
function parameterOf(cloud: string) {
  return `/${RUN}/${cloud}`;
}

function storeSecrets(cloud: string, Value: string) {
  return ssm.send(new PutParameterCommand({ Name: parameterOf(cloud), Type: 'SecureString', Value, Overwrite: true }));
}

beforeAll(async () => {
  Object.assign(process.env, inject('awsEnvironment'));
  const client = await useMiniStack(inject('awsEnvironment'));
  sqs = new SQSClient(client);
  ssm = new SSMClient(client);
  for (const name of ['live', 'large', 'dead-letter'] as const) {
    queues[name] = (await sqs.send(new CreateQueueCommand({ QueueName: `${RUN}-${name}` }))).QueueUrl ?? '';
  }
  const clouds = ['demo', 'missing', 'malformed', 'rotated', 'stale'];
  await storeSecrets('demo', `cloudinary://1:${SECRET}@demo\ncloudinary://2:older-${SECRET}@demo`);
  await storeSecrets('malformed', `${SECRET}`);
  await storeSecrets('rotated', `cloudinary://1:before@rotated`);
  await storeSecrets('stale', `cloudinary://1:${SECRET}@stale`);
  Object.assign(process.env, {
    CLOUDS: JSON.stringify(
      Object.fromEntries(clouds.map((cloud) => [cloud, { credentialsParameter: parameterOf(cloud) }])),
    ),
    LIVE_QUEUE_URL: queues.live,
    LARGE_QUEUE_URL: queues.large,
    DEAD_LETTER_QUEUE_URL: queues['dead-letter'],
  });
  // Before the handler is loaded, so that its caches live by this clock.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  ({ handler } = await import('../../../functions/webhook/handler.ts'));
});

afterAll(() => {
  vi.useRealTimers();
  sqs.destroy();
  ssm.destroy();
});

beforeEach(() => {
  output = captureOutput();
});

afterEach(() => {
  vi.restoreAllMocks();
  output.restore();
  for (const secret of [SECRET, 'a very private name', 'b'.repeat(32)]) expect(output.text()).not.toContain(secret);
});

function now() {
  return String(Math.floor(Date.now() / 1000));
}
function sign(body: string | Buffer, secret: string, timestamp: string) {
  return createHash('sha1').update(body).update(timestamp).update(secret).digest('hex');
}

function event(
  body: string | Buffer,
  {
    cloud = 'demo',
    secret = SECRET,
    headers = {},
    ...rest
  }: Partial<APIGatewayProxyEventV2> & { cloud?: string; secret?: string } = {},
): APIGatewayProxyEventV2 {
  const rawPath = `/webhooks/${cloud}`;
  const http = { method: 'POST', path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'Cloudinary' };
  const timestamp = now();
  return {
    version: '2.0',
    routeKey: 'POST /webhooks/{cloud}',
    rawPath,
    rawQueryString: '',
    headers: { 'x-cld-timestamp': timestamp, 'x-cld-signature': sign(body, secret, timestamp), ...headers },
    requestContext: {
      accountId: '0',
      apiId: 'api',
      domainName: 'localhost',
      domainPrefix: 'api',
      http,
      requestId: 'request-1',
      routeKey: 'POST /webhooks/{cloud}',
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
    pathParameters: { cloud },
    body: body.toString('utf8'),
    isBase64Encoded: false,
    ...rest,
  };
}

async function receive(...args: Parameters<typeof event>): Promise<{ status: number | undefined; body: unknown }> {
  const result: APIGatewayProxyStructuredResultV2 = await handler(event(...args), lambdaContext());
  expect(result.headers).toEqual({ 'content-type': 'application/json' });
  return { status: result.statusCode, body: JSON.parse(result.body ?? '') };
}

async function messagesOn(queue: keyof typeof queues): Promise<readonly unknown[]> {
  const messages: unknown[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queues[queue], MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
    );
    if (Messages.length === 0) return messages;
    messages.push(...Messages.map(({ Body = '' }): unknown => JSON.parse(Body)));
  }
}

describe('a notification', () => {
  test('is queued, and answered by exactly 200', async () => {
    expect(await receive(BODY)).toEqual({
      status: 200,
      body: { verdict: 'queued', notificationType: 'upload', messages: 1 },
    });
    expect(await messagesOn('live')).toMatchObject([{ job: 'revision', asset: { public_id: 'a very private name' } }]);
    expect(output.lines()).toMatchObject([{ requestId: 'request-1', notificationType: 'upload', messages: 1 }]);
    expect(emfLines(output.lines())).toEqual([
      { dimensions: { cloud: 'demo', verdict: 'queued' }, values: { Notifications: 1 } },
    ]);
  });

  test('may come in base64, and be signed by an older key', async () => {
    const body = Buffer.from(BODY.replace('a very private name', 'naïve 日本'));
    const encoded = { body: body.toString('base64'), isBase64Encoded: true };
    expect(await receive(body, { ...encoded, secret: `older-${SECRET}` })).toMatchObject({ status: 200 });
    expect(await messagesOn('live')).toMatchObject([{ asset: { public_id: 'naïve 日本' } }]);
  });

  test('may be signed in upper case', async () => {
    const timestamp = now();
    const headers = { 'x-cld-timestamp': timestamp, 'x-cld-signature': sign(BODY, SECRET, timestamp).toUpperCase() };
    expect(await receive(BODY, { headers })).toMatchObject({ status: 200 });
    await messagesOn('live');
  });

  test('that asks for nothing is ignored, with the reason', async () => {
    expect(await receive('{"notification_type":"eager"}')).toMatchObject({
      status: 200,
      body: { verdict: 'ignored', reason: expect.any(String) },
    });
    expect(await messagesOn('live')).toEqual([]);
  });

  test('that nobody understands goes to the dead-letter queue', async () => {
    expect(await receive('nonsense')).toMatchObject({ status: 200, body: { verdict: 'dead-lettered' } });
    expect(await messagesOn('dead-letter')).toMatchObject([
      { body_base64: Buffer.from('nonsense').toString('base64'), request_id: 'request-1' },
    ]);
    expect(output.lines()).toMatchObject([{ level: 'WARN', verdict: 'dead-lettered' }]);
  });

  test('of 4 MiB with thousands of resources is queued in messages of 64 KB', { timeout: 60_000 }, async () => {
    const resources = Array.from({ length: 15_000 }, (_, index) => ({
      resource_type: 'image',
      type: 'upload',
      public_id: `${'n'.repeat(150)}/${index}`,
      asset_id: index.toString(16).padStart(32, '0'),
      version: index,
    }));
    const body = JSON.stringify({ notification_type: 'delete', resources });
    expect(body.length).toBeGreaterThan(4_000_000);
    expect(await receive(body)).toMatchObject({ status: 200, body: { verdict: 'queued' } });
    const queued = (await messagesOn('live')) as { entries: { asset_id: string }[] }[];
    for (const message of queued) expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThanOrEqual(65_536);
    const ids = queued.flatMap(({ entries }) => entries.map(({ asset_id }) => asset_id));
    expect(ids.sort()).toEqual(resources.map(({ asset_id }) => asset_id));
  });
});

describe('what is refused', () => {
  test.each<[number, string, Parameters<typeof event>[1]]>([
    [404, 'unknown-cloud', { cloud: 'nobody' }],
    [404, 'unknown-cloud', { cloud: '__proto__' }],
    [400, 'rejected', { headers: { 'x-cld-timestamp': undefined } }],
    [400, 'rejected', { headers: { 'x-cld-timestamp': 'yesterday' } }],
    [400, 'rejected', { headers: { 'x-cld-signature': undefined } }],
    [400, 'rejected', { headers: { 'x-cld-signature': 'x' } }],
    [401, 'rejected', { headers: { 'x-cld-signature': undefined, 'x-cld-signature_v2': 'eddsa' } }],
    [401, 'rejected', { headers: { 'x-cld-timestamp': '1000000000' } }],
    [401, 'rejected', { headers: { 'x-cld-signature': '0'.repeat(40) } }],
  ])('is answered by %i, %s: %j', async (status, verdict, options) => {
    expect(await receive(BODY, options)).toMatchObject({ status, body: { verdict, reason: expect.any(String) } });
    expect(await messagesOn('live')).toEqual([]);
    expect(output.lines()).toMatchObject([{ level: 'WARN', status, verdict }]);
    expect(emfLines(output.lines())).toMatchObject([{ values: { SignatureRejections: 1 } }]);
  });

  test('has no path, or no body', async () => {
    const { pathParameters: _, body: __, ...bare } = event(BODY);
    expect(await handler(bare, lambdaContext())).toMatchObject({ statusCode: 404 });
    expect(await handler({ ...bare, pathParameters: { cloud: 'demo' } }, lambdaContext())).toMatchObject({
      statusCode: 401,
    });
  });

  test('is larger than 4 MiB', async () => {
    expect(await receive('x'.repeat(4 * 1024 * 1024 + 1))).toMatchObject({
      status: 413,
      body: { verdict: 'too-large' },
    });
  });
});

describe('what Cloudinary has to send again', () => {
  test('a notification that a queue did not take', async () => {
    const mock = mockClient(SQSClient);
    mock.on(SendMessageBatchCommand).rejects(new Error('away'));
    expect(await receive(BODY)).toEqual({ status: 500, body: { verdict: 'failed', reason: 'unknown' } });
    mock.on(SendMessageBatchCommand).resolves({});
    expect(await receive(BODY)).toEqual({ status: 500, body: { verdict: 'failed', reason: 'storage-failed' } });
    mock.restore();
    expect(output.lines()).toMatchObject([{ level: 'ERROR' }, { level: 'ERROR', code: 'storage-failed' }]);
  });

  test('but not one that a queue took at the second attempt', async () => {
    const mock = mockClient(SQSClient);
    const taken = { Successful: [{ Id: '0', MessageId: undefined, MD5OfMessageBody: undefined }], Failed: undefined };
    mock.on(SendMessageBatchCommand).resolvesOnce({}).resolves(taken);
    expect(await receive(BODY)).toMatchObject({ status: 200 });
    expect(mock.commandCalls(SendMessageBatchCommand)).toHaveLength(2);
    mock.restore();
  });

  test.each(['missing', 'malformed'])(
    'a notification of a cloud whose secrets are %s, asked for every 5 s',
    async (cloud) => {
      const reads = vi.spyOn(SSMClient.prototype, 'send');
      const failed = { status: 503, body: { verdict: 'failed', reason: 'credentials-unavailable' } };
      expect(await receive(BODY, { cloud })).toEqual(failed);
      expect(await receive(BODY, { cloud })).toEqual(failed);
      expect(reads).toHaveBeenCalledTimes(1);
      expect(output.lines()[0]).toMatchObject({ level: 'ERROR', explanation: expect.stringContaining(cloud) });
      expect(emfLines(output.lines())[0]).toMatchObject({ dimensions: { cloud, verdict: 'failed' } });
      vi.setSystemTime(Date.now() + 5000);
      await receive(BODY, { cloud });
      expect(reads).toHaveBeenCalledTimes(2);
    },
  );
});

describe('the secrets', () => {
  test('are read anew at most once a minute when a signature does not match', async () => {
    const cloud = 'rotated';
    expect(await receive(BODY, { cloud, secret: 'before' })).toMatchObject({ status: 200 });
    await storeSecrets(cloud, 'cloudinary://2:after@rotated');
    expect(await receive(BODY, { cloud, secret: 'after' })).toMatchObject({ status: 401 });
    vi.setSystemTime(Date.now() + MINUTE);
    expect(await receive(BODY, { cloud, secret: 'after' })).toMatchObject({ status: 200 });
    const reads = vi.spyOn(SSMClient.prototype, 'send');
    for (let forged = 0; forged < 20; forged++) {
      expect(await receive(BODY, { cloud, secret: 'forged' })).toMatchObject({ status: 401 });
    }
    expect(reads).not.toHaveBeenCalled();
    vi.setSystemTime(Date.now() + MINUTE);
    await Promise.all(Array.from({ length: 20 }, () => receive(BODY, { cloud, secret: 'forged' })));
    expect(reads).toHaveBeenCalledTimes(1);
    await messagesOn('live');
  });

  test('are served stale while SSM is away', async () => {
    const cloud = 'stale';
    expect(await receive(BODY, { cloud })).toMatchObject({ status: 200 });
    const mock = mockClient(SSMClient);
    mock.on(GetParameterCommand).rejects(new Error('away'));
    vi.setSystemTime(Date.now() + 30 * MINUTE);
    expect(await receive(BODY, { cloud })).toMatchObject({ status: 200 });
    expect(mock.commandCalls(GetParameterCommand)).toHaveLength(1);
    mock.restore();
    await messagesOn('live');
  });
});
