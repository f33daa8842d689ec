import { Logger } from '@aws-lambda-powertools/logger';
import { expect, test } from 'vitest';
import { batchMetrics } from '#functions/worker/batch-metrics.ts';
import { workerReports } from '#functions/worker/reports.ts';
import { useCapturedOutput } from '../captured-output.ts';

const output = useCapturedOutput();

const NOW = new Date('2026-11-20T12:00:01Z');

function reports() {
  return workerReports(new Logger({ serviceName: 'worker' }), batchMetrics(new Map()));
}

const message = {
  id: 'message-1',
  body: 'the-secret body',
  receiveCount: 1,
  attempt: 3,
  sentAt: new Date(),
  queue: 'live' as const,
};

test('a rename whose revision could not be copied is a warning', () => {
  const renamed = {
    kind: 'renamed' as const,
    id: 'event-1',
    at: '2026-11-20T12:00:00.000000Z',
    cloud: 'demo',
    resource_type: 'image',
    type: 'upload',
    public_id: 'a',
    to_public_id: 'b',
  };
  reports().recorded(renamed, 'notification', NOW);
  reports().recorded({ ...renamed, not_copied: { outcome: 'lost', reason: 'replaced' } }, 'notification', NOW);
  expect(output.lines()).toMatchObject([
    { level: 'INFO', message: 'event recorded in the journal', kind: 'renamed', id: 'event-1' },
    {
      level: 'WARN',
      message: 'asset renamed, but its bytes were not copied: revision lost',
      id: 'event-1',
      reason: 'replaced',
    },
  ]);
});

test('neither the body of a message nor a thrown value that is not an Error is logged', () => {
  reports().failed(message, 'the-secret', 30, { cloud: 'demo', cause: 'notification' });
  reports().notDelayed(message, 'the-secret');
  expect(output.text()).not.toContain('the-secret');
  const facts = { level: 'WARN', messageId: 'message-1', attempt: 3, code: 'unknown', reason: 'unknown' };
  expect(output.lines()).toMatchObject([{ ...facts, retryInSeconds: 30 }, facts]);
});

test('a message whose wait cannot be set says why, and counts as failed once', () => {
  {
    using metrics = batchMetrics(new Map());
    const both = workerReports(new Logger({ serviceName: 'worker' }), metrics);
    both.failed(message, new Error('no'), 30, { cloud: undefined, cause: 'notification' });
    both.notDelayed(message, new RangeError('ReceiptHandleIsInvalid'));
  }
  expect(output.lines()).toMatchObject([
    { message: 'message handed back', reason: 'Error: no' },
    {
      message:
        'attempt failed; the message is back on its queue, but the delay before its next attempt could not be set',
      reason: 'RangeError: ReceiptHandleIsInvalid',
    },
    { cloud: 'unknown', CopyFailures: 1 },
  ]);
});
