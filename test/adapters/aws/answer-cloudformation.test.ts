import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerCloudFormation } from '#shared/adapters/aws/answer-cloudformation.ts';
import { type LoopbackServer, startLoopbackServer } from '../loopback-server.ts';

let server: LoopbackServer;
let answers: string[];

beforeEach(async () => {
  answers = [];
  server = await startLoopbackServer();
  server.answer = async (request, response) => {
    answers.push(Buffer.concat(await request.toArray()).toString());
    response.end();
  };
});

afterEach(() => server.close());

function event() {
  return {
    StackId: `arn:aws:cloudformation:eu-central-1:123456789012:stack/${'s'.repeat(128)}/${'0'.repeat(36)}`,
    RequestId: '0'.repeat(36),
    LogicalResourceId: 'l'.repeat(255),
    ResponseURL: `${server.origin}/answer?signature=x`,
  };
}

test('a success is sent with the ids of the event', async () => {
  await answerCloudFormation(event(), 'id', { Status: 'SUCCESS' });
  const { ResponseURL: _, ...names } = event();
  expect(answers.map((answer): unknown => JSON.parse(answer))).toEqual([
    { Status: 'SUCCESS', PhysicalResourceId: 'id', ...names },
  ]);
  expect(server.requests).toEqual(['PUT /answer?signature=x']);
});

test('an answer never exceeds the limit of CloudFormation, and keeps the beginning of its reason', async () => {
  await answerCloudFormation(event(), 'p'.repeat(500), { Status: 'FAILED', Reason: `Do this. ${'é'.repeat(9000)}` });
  const [answer = ''] = answers;
  expect(Buffer.byteLength(answer)).toBeLessThanOrEqual(4096);
  expect(JSON.parse(answer)).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/^Do this\. é/) });
});

test('an answer that CloudFormation does not accept is an error', async () => {
  server.answer = (_, response) => void response.writeHead(403).end();
  await expect(answerCloudFormation(event(), 'id', { Status: 'SUCCESS' })).rejects.toThrow('HTTP 403');
});
