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

test('a rename whose revision could not be copied is counted as what became of it', () => {
  const reports = workerReports(new Logger({ serviceName: 'worker' }), new Metrics({ namespace: 'Test' }));
  const renamed = {
    ...{ kind: 'renamed' as const, id: 'event-1', at: '2026-11-20T12:00:00.000000Z', cloud: 'demo' },
    ...{ resource_type: 'image', type: 'upload', public_id: 'a', to_public_id: 'b' },
  };
  reports.recorded(renamed);
  reports.recorded({ ...renamed, not_copied: { outcome: 'lost', reason: 'replaced' } });
  expect(output.lines()).toMatchObject([
    { message: 'recorded', kind: 'renamed', id: 'event-1' },
    { message: 'renamed, and its revision lost', id: 'event-1', reason: 'replaced' },
    { cloud: 'demo', 'Revisions.lost': 1 },
  ]);
});

test('neither the body of a message nor what is thrown and no Error is logged', () => {
  const reports = workerReports(new Logger({ serviceName: 'worker' }), new Metrics({ namespace: 'Test' }));
  const message = { id: 'message-1', body: 'the-secret body', receiveCount: 3, lane: 'live' as const };
  reports.failed(message, 'the-secret', 30);
  expect(output.text()).not.toContain('the-secret');
  expect(output.lines()).toMatchObject([
    { level: 'WARN', messageId: 'message-1', receiveCount: 3, code: 'unknown', reason: 'unknown', retryInSeconds: 30 },
  ]);
});
