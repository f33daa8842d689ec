import { createHash } from 'node:crypto';
import { ReceiveMessageCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { useCapturedOutput } from '../captured-output.ts';
import { emfLines } from '../emf-lines.ts';
import { lambdaContext } from '../lambda-context.ts';
import { functionsOnMiniStack } from '../mini-stack.ts';

const RUN = `webhook-${process.pid}`;
const SECRET = 'a-secret-that-no-one-should-see';
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

const output = useCapturedOutput();
const { sqs, createQueue, storeParameter } = await functionsOnMiniStack();
const queues = {
  live: await createQueue(`${RUN}-live`),
  large: await createQueue(`${RUN}-large`),
  'set-aside': await createQueue(`${RUN}-set-aside`),
};
await storeSecrets('demo', `cloudinary://1:${SECRET}@demo\ncloudinary://2:older-${SECRET}@demo`);
await storeSecrets('malformed', `${SECRET}`);
await storeSecrets('rotated', `cloudinary://1:before@rotated`);
const clouds = ['demo', 'missing', 'malformed', 'rotated'];
Object.assign(process.env, {
  CLOUDS: JSON.stringify(
    Object.fromEntries(clouds.map((cloud) => [cloud, { credentialsParameter: parameterOf(cloud) }])),
  ),
  LIVE_QUEUE_URL: queues.live,
  LARGE_QUEUE_URL: queues.large,
  SET_ASIDE_QUEUE_URL: queues['set-aside'],
});
// Before the handler is loaded, so that its caches use this clock.
vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
const { handler } = await import('#functions/webhook/handler.ts');
afterAll(() => void vi.useRealTimers());

function parameterOf(cloud: string) {
  return `/${RUN}/${cloud}`;
}

function storeSecrets(cloud: string, value: string) {
  return storeParameter(parameterOf(cloud), value);
}

afterEach(() => {
  vi.restoreAllMocks();
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
    routeKey: 'POST /webhooks/{cloud+}',
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
      routeKey: 'POST /webhooks/{cloud+}',
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

  test('may come to a URL with a slash at its end', async () => {
    expect(await receive(BODY, { cloud: 'demo/' })).toMatchObject({ status: 200, body: { verdict: 'queued' } });
    expect(await messagesOn('live')).toMatchObject([{ cloud: 'demo' }]);
  });

  test('may come in base64, and be signed by an older key', async () => {
    const body = Buffer.from(BODY.replace('a very private name', 'naïve 日本'));
    const encoded = { body: body.toString('base64'), isBase64Encoded: true };
    expect(await receive(body, { ...encoded, secret: `older-${SECRET}` })).toMatchObject({ status: 200 });
    expect(await messagesOn('live')).toMatchObject([{ asset: { public_id: 'naïve 日本' } }]);
  });
});

describe('what is refused', () => {
  test('has no path, or no body', async () => {
    const { pathParameters: _, body: __, ...bare } = event(BODY);
    expect(await handler(bare, lambdaContext())).toMatchObject({ statusCode: 404 });
    expect(await handler({ ...bare, pathParameters: { cloud: 'demo' } }, lambdaContext())).toMatchObject({
      statusCode: 401,
    });
  });
});

describe('what Cloudinary has to send again', () => {
  test('a notification that a queue did not accept', async () => {
    const mock = mockClient(SQSClient);
    mock.on(SendMessageBatchCommand).rejects(new Error('away'));
    expect(await receive(BODY)).toEqual({ status: 500, body: { verdict: 'failed', reason: 'unknown' } });
    mock.on(SendMessageBatchCommand).resolves({});
    expect(await receive(BODY)).toEqual({ status: 500, body: { verdict: 'failed', reason: 'storage-failed' } });
    mock.restore();
    expect(output.lines()).toMatchObject([{ level: 'ERROR' }, { level: 'ERROR', code: 'storage-failed' }]);
  });

  test.each(['missing', 'malformed'])(
    'a notification of a cloud whose secrets are %s, which are read every 5 s',
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
  test('are read again when a signature does not match, a minute after they were read', async () => {
    const cloud = 'rotated';
    expect(await receive(BODY, { cloud, secret: 'before' })).toMatchObject({ status: 200 });
    await storeSecrets(cloud, 'cloudinary://2:after@rotated');
    expect(await receive(BODY, { cloud, secret: 'after' })).toMatchObject({ status: 401 });
    vi.setSystemTime(Date.now() + MINUTE);
    expect(await receive(BODY, { cloud, secret: 'after' })).toMatchObject({ status: 200 });
    await messagesOn('live');
  });
});
