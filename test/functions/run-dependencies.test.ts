import { Logger } from '@aws-lambda-powertools/logger';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runDependencies } from '../../functions/run-dependencies.ts';
import { captureOutput } from './captured-output.ts';
import { lambdaContext } from './lambda-context.ts';

beforeAll(() => void vi.stubEnv('AWS_REGION', 'eu-west-1'));
afterAll(() => void vi.unstubAllEnvs());

const ENVIRONMENT = {
  BUCKET_NAME: 'backup',
  BULK_QUEUE_URL: 'https://sqs.example.org/1/bulk',
  LARGE_QUEUE_URL: 'https://sqs.example.org/1/large',
  BULK_BACKLOG_LIMIT: 432_000,
  LARGE_BACKLOG_LIMIT: 192,
  QUEUE_LAG_SECONDS: 60,
};

test('a step is given what is configured, what its invocation knows, and a log', () => {
  const output = captureOutput();
  const signal = new AbortController().signal;
  const { of } = runDependencies(ENVIRONMENT, new Logger({ serviceName: 'inventory' }));
  const step = of({ context: lambdaContext(), deadline: { isLate: () => true, signal } });
  expect(step).toMatchObject({
    backlogLimits: { bulk: 432_000, large: 192 },
    queueLagSeconds: 60,
    writtenBy: { 'request-id': 'request-1', 'log-stream': expect.stringMatching(/^2026%2F11%2F20/) },
  });
  expect([step.isLate(), step.signal]).toEqual([true, signal]);
  expect(step.entropy().length).toBeGreaterThanOrEqual(10);
  expect(Math.abs(step.now().getTime() - Date.now())).toBeLessThan(1_000);
  step.note('listed a page', { cloud: 'demo', assets: 500 });
  output.restore();
  expect(output.lines()).toMatchObject([
    { level: 'INFO', message: 'listed a page', cloud: 'demo', assets: 500, service: 'inventory' },
  ]);
});
