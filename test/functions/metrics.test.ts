import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { publishMetrics } from '#functions/metrics.ts';
import { useCapturedOutput } from './captured-output.ts';
import { emfLines } from './emf-lines.ts';

const output = useCapturedOutput();

beforeEach(() => {
  vi.useFakeTimers({ now: 1_795_166_132_418 });
});
afterEach(() => {
  vi.useRealTimers();
});

test('is one line with metrics, dimensions and metadata', () => {
  publishMetrics({
    dimensions: { cloud: 'demo' },
    values: { RevisionsStored: 2, BackupLag: [1200, 800.5] },
    metadata: { requestId: 'r', messages: 3, nothing: undefined },
  });
  expect(output.text()).toMatch(/^[^\n]+\n$/);
  expect(output.lines()).toEqual([
    {
      requestId: 'r',
      messages: 3,
      cloud: 'demo',
      RevisionsStored: 2,
      BackupLag: [1200, 800.5],
      _aws: {
        Timestamp: 1_795_166_132_418,
        CloudWatchMetrics: [
          {
            Namespace: 'CloudinaryBackup',
            Dimensions: [['cloud']],
            Metrics: [
              { Name: 'RevisionsStored', Unit: 'Count' },
              { Name: 'BackupLag', Unit: 'Milliseconds' },
            ],
          },
        ],
      },
    },
  ]);
});

test('may have a value of 0', () => {
  publishMetrics({ dimensions: { stack: 'Media' }, values: { BucketViolations: 0 } });
  expect(emfLines(output.lines())).toEqual([{ dimensions: { stack: 'Media' }, values: { BucketViolations: 0 } }]);
});

test('never mistakes metadata for a dimension or a value', () => {
  const metadata = { cloud: 'forged', CopyFailures: 99, reason: 'forged', _aws: 'forged' };
  publishMetrics({ dimensions: { cloud: 'demo', reason: 'storage' }, values: { CopyFailures: 1 }, metadata });
  expect(emfLines(output.lines())).toEqual([
    { dimensions: { cloud: 'demo', reason: 'storage' }, values: { CopyFailures: 1 } },
  ]);
});
