import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { workerReports } from '../../../functions/worker/reports.ts';
import { captureOutput } from '../captured-output.ts';

let output: ReturnType<typeof captureOutput>;

beforeEach(() => {
  output = captureOutput();
});
afterEach(() => output.restore());

test('neither the body of a message nor what is thrown and no Error is logged', () => {
  const reports = workerReports(new Logger({ serviceName: 'worker' }), new Metrics({ namespace: 'Test' }));
  const message = { id: 'message-1', body: 'the-secret body', receiveCount: 3, lane: 'live' as const };
  reports.failed(message, 'the-secret', 30);
  expect(output.text()).not.toContain('the-secret');
  expect(output.lines()).toMatchObject([
    { level: 'WARN', messageId: 'message-1', receiveCount: 3, code: 'unknown', reason: 'unknown', retryInSeconds: 30 },
  ]);
});
