import { Logger } from '@aws-lambda-powertools/logger';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failureAnswer } from '../../../functions/webhook/answer-of.ts';
import { captureOutput } from '../captured-output.ts';

let output: ReturnType<typeof captureOutput>;

beforeEach(() => {
  output = captureOutput();
});
afterEach(() => output.restore());

test('what is thrown and no Error is not logged, as nobody knows what it holds', () => {
  const delivery = {
    cloud: 'demo',
    body: Buffer.from(''),
    timestamp: '1',
    signature: 'a',
    signatureV2: 'b',
    requestId: 'r',
  };
  expect(failureAnswer('the-secret', delivery, new Logger({ serviceName: 'webhook' }))).toEqual({
    statusCode: 500,
    headers: { 'content-type': 'application/json' },
    body: '{"verdict":"failed","reason":"unknown"}',
  });
  expect(output.text()).not.toContain('the-secret');
  expect(output.lines()).toMatchObject([{ level: 'ERROR', cloud: 'demo', requestId: 'r', reason: 'unknown' }]);
});
