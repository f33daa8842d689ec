import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { handler } from '../../../functions/marker/handler.ts';
import { lambdaContext } from '../lambda-context.ts';

const s3 = mockClient(S3Client);
const MARKER = { Bucket: 'backup', Key: '.wellknown/cloudinary/demo' };

let server: Server;
let status = 200;
let answers: { method: string | undefined; headers: IncomingHttpHeaders; body: unknown }[] = [];

beforeEach(async () => {
  s3.reset();
  status = 200;
  answers = [];
  server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('');
    answers.push({ method: request.method, headers: request.headers, body: JSON.parse(body) });
    response.writeHead(status).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

function event(RequestType: 'Create' | 'Update' | 'Delete'): CloudFormationCustomResourceEvent<typeof MARKER> {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const common = {
    ServiceToken: 'arn:function',
    ResponseURL: `http://127.0.0.1:${address.port}/answer?signature=x`,
    StackId: 'arn:stack',
    RequestId: 'request-1',
    LogicalResourceId: 'Marker',
    ResourceType: 'Custom::CloudinaryMarker',
    ResourceProperties: { ServiceToken: 'arn:function', ...MARKER },
  };
  const PhysicalResourceId = 'backup/.wellknown/cloudinary/demo';
  if (RequestType === 'Create') return { ...common, RequestType };
  if (RequestType === 'Delete') return { ...common, RequestType, PhysicalResourceId };
  return { ...common, RequestType, PhysicalResourceId, OldResourceProperties: MARKER };
}

const ANSWER = {
  PhysicalResourceId: 'backup/.wellknown/cloudinary/demo',
  StackId: 'arn:stack',
  RequestId: 'request-1',
  LogicalResourceId: 'Marker',
};

describe('the marker function', () => {
  test.each(['Create', 'Update'] as const)('on %s, puts an empty object', async (type) => {
    s3.on(PutObjectCommand).resolves({});
    await handler(event(type), lambdaContext());
    expect(s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input)).toEqual([{ ...MARKER, Body: '' }]);
    expect(answers).toMatchObject([{ method: 'PUT', body: { Status: 'SUCCESS', ...ANSWER } }]);
  });

  test('on Delete, does nothing and says so at once', async () => {
    await handler(event('Delete'), lambdaContext());
    expect(s3.calls()).toEqual([]);
    expect(answers).toMatchObject([{ body: { Status: 'SUCCESS', ...ANSWER } }]);
  });

  test('tells CloudFormation why it failed', async () => {
    s3.on(PutObjectCommand).rejects(new Error('Access Denied'));
    await handler(event('Create'), lambdaContext());
    expect(answers).toMatchObject([
      {
        body: {
          Status: 'FAILED',
          Reason: 'Could not put the marker backup/.wellknown/cloudinary/demo: Access Denied',
          ...ANSWER,
        },
      },
    ]);
  });

  test('tells so as well when what is thrown is no Error', async () => {
    s3.on(PutObjectCommand).callsFake(() => Promise.reject('no network')); // as code beyond our control may
    await handler(event('Create'), lambdaContext());
    expect(answers).toMatchObject([{ body: { Status: 'FAILED', Reason: expect.stringContaining('no network') } }]);
  });

  test('sends no content type, for which the URL is not signed', async () => {
    s3.on(PutObjectCommand).resolves({});
    await handler(event('Create'), lambdaContext());
    expect(answers[0]?.headers['content-type'] ?? '').toBe('');
  });

  test('fails, to be called again, when the answer was not taken', async () => {
    s3.on(PutObjectCommand).resolves({});
    status = 503;
    await expect(handler(event('Create'), lambdaContext())).rejects.toThrow(
      'CloudFormation did not take the answer: HTTP 503',
    );
  });
});
