import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { type BatchMetrics, batchMetrics } from '#functions/worker/batch-metrics.ts';
import type { Quota } from '#shared/domain/cloudinary/quota.ts';
import { type ErrorCode, PipelineError } from '#shared/domain/errors.ts';
import type { RevisionEntry, RevisionOutcome, Unrecorded } from '#shared/domain/journal/journal-entry.ts';
import { useCapturedOutput } from '../captured-output.ts';
import { emfLines } from '../emf-lines.ts';

const output = useCapturedOutput();
let quotas: Record<string, Quota | undefined>;

beforeEach(() => {
  quotas = {};
});

const NOW = new Date('2026-11-20T09:15:35.418Z');

function secondsAgo(seconds: number) {
  return new Date(NOW.getTime() - seconds * 1000).toISOString().replace('Z', '220Z');
}

function revision(outcome: RevisionOutcome, more: Partial<Unrecorded<RevisionEntry>> = {}): Unrecorded {
  return {
    kind: 'revision',
    id: 'event-1',
    at: secondsAgo(3),
    cloud: 'demo',
    outcome,
    resource_type: 'image',
    type: 'upload',
    public_id: 'a',
    version: 1,
    bytes: 1000,
    ...more,
  };
}

const EVENT = {
  id: 'event-1',
  at: secondsAgo(3),
  cloud: 'demo',
  resource_type: 'image',
  type: 'upload',
  public_id: 'a',
};

function renamed(outcome?: RevisionOutcome): Unrecorded {
  return {
    ...EVENT,
    kind: 'renamed',
    to_public_id: 'b',
    ...(outcome !== undefined && { not_copied: { outcome } }),
  };
}

/** What a batch publishes in which this happens. */
function published(happens: (metrics: BatchMetrics) => void) {
  output.clear();
  const cloud = (name: string) => [name, { api: { quota: () => quotas[name] } }] as const;
  {
    using metrics = batchMetrics(new Map([cloud('demo'), cloud('other')]));
    happens(metrics);
  }
  return emfLines(output.lines());
}

function recorded(...entries: readonly Unrecorded[]) {
  return published((metrics) => {
    for (const entry of entries) metrics.recorded(entry, 'notification', NOW);
  });
}

function fail(metrics: BatchMetrics, code: ErrorCode, cloud: string | undefined) {
  return metrics.failed({ sentAt: NOW }, new PipelineError(code, 'no'), { cloud, cause: 'run' });
}

describe('a batch', () => {
  test('without events publishes nothing', () => {
    expect(recorded()).toEqual([]);
    expect(recorded(renamed(), { ...EVENT, kind: 'deleted' })).toEqual([]);
    expect(output.text()).toBe('');
  });

  test('is one line for each cloud', () => {
    const other = revision('stored', { cloud: 'other', bytes: 5 });
    expect(recorded(revision('stored'), other, revision('stored', { at: secondsAgo(1), bytes: 24 }))).toEqual([
      { dimensions: { cloud: 'demo' }, values: { RevisionsStored: 2, BytesStored: 1024, BackupLag: [3000, 1000] } },
      { dimensions: { cloud: 'other' }, values: { RevisionsStored: 1, BytesStored: 5, BackupLag: [3000] } },
    ]);
  });

  test.each([
    ['already-stored', 'RevisionsAlreadyStored'],
    ['excluded', 'RevisionsExcluded'],
    ['lost', 'RevisionsLost'],
    ['unobtainable', 'RevisionsUnobtainable'],
    ['too-large', 'RevisionsTooLarge'],
    ['unverifiable', 'RevisionsUnverifiable'],
  ] as const)('counts what is %s, which has neither bytes nor lag', (outcome, name) => {
    const expected = [{ dimensions: { cloud: 'demo' }, values: { [name]: 2 } }];
    expect(recorded(revision(outcome), renamed(outcome))).toEqual(expected);
  });

  test('does not count as lost what verify cannot repair: it was copied once', () => {
    expect(recorded(revision('lost', { origin: 'verify' }))).toEqual([]);
    expect(recorded(revision('lost', { origin: 'inventory' }))).toMatchObject([{ values: { RevisionsLost: 1 } }]);
  });

  test('counts a revision of no bytes, and does not publish the 0', () => {
    expect(recorded(revision('stored', { bytes: 0 }))).toMatchObject([{ values: { RevisionsStored: 1 } }]);
    expect(output.text()).not.toContain('BytesStored');
  });

  test('is also published when it throws', () => {
    const batch = () =>
      published((metrics) => {
        metrics.recorded(revision('stored'), 'notification', NOW);
        throw new Error('unforeseen');
      });
    expect(batch).toThrow('unforeseen');
    expect(emfLines(output.lines())).toMatchObject([{ values: { RevisionsStored: 1 } }]);
  });
});

describe('the lag', () => {
  test('does not count what a run asked for: the age of an asset is not a delay', () => {
    const lines = published((metrics) => {
      metrics.recorded(revision('stored'), 'run', NOW);
      metrics.recorded(revision('stored', { at: secondsAgo(60) }), 'notification', NOW);
    });
    expect(lines).toMatchObject([{ values: { RevisionsStored: 2, BackupLag: [60_000] } }]);
  });

  test('is published as 0 if clocks differ, and not at all if the event has no time', () => {
    const [line] = recorded(
      ...[secondsAgo(-5), secondsAgo(0), 'yesterday', ''].map((at) => revision('stored', { at })),
    );
    expect(line?.values).toEqual({ RevisionsStored: 4, BytesStored: 4000, BackupLag: [0, 0] });
  });

  test.each([100, 101, 250])('keeps every one of %i values, at most 100 to a line', (count) => {
    const lags = Array.from({ length: count }, (_, index) => index * 1000);
    const lines = recorded(...lags.map((lag) => revision('stored', { at: secondsAgo(lag / 1000) })));
    expect(lines).toHaveLength(Math.ceil(count / 100));
    expect(lines.flatMap(({ values }) => values['BackupLag'])).toEqual(lags);
    expect(lines.map(({ values }) => values['RevisionsStored'] ?? 0).slice(0, 2)).toEqual(
      [count, 0].slice(0, lines.length),
    );
  });
});

describe('failures', () => {
  test('are counted by their reason, a line for each', () => {
    const lines = published((metrics) => {
      for (const code of ['throttled', 'not-found', 'cloudinary-failed', 'access-denied', 'out-of-time'] as const) {
        fail(metrics, code, 'demo');
      }
      metrics.failed({ sentAt: NOW }, new TypeError('unforeseen'), { cloud: 'other', cause: 'run' });
    });
    expect(lines).toEqual([
      { dimensions: { cloud: 'demo', reason: 'throttled' }, values: { CopyFailures: 1 } },
      { dimensions: { cloud: 'demo', reason: 'cloudinary' }, values: { CopyFailures: 2 } },
      { dimensions: { cloud: 'demo', reason: 'storage' }, values: { CopyFailures: 1 } },
      { dimensions: { cloud: 'demo', reason: 'other' }, values: { CopyFailures: 1 } },
      { dimensions: { cloud: 'other', reason: 'other' }, values: { CopyFailures: 1 } },
    ]);
  });

  test('include how long the oldest message of a notification has been failing', () => {
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    const error = new PipelineError('cloudinary-failed', 'no');
    const [line, ...rest] = published((metrics) => {
      const notified = (cloud: string) => ({ cloud, cause: 'notification' as const });
      metrics.failed({ sentAt: minutesAgo(5) }, error, notified('demo'));
      metrics.failed({ sentAt: minutesAgo(90) }, error, notified('demo'));
      metrics.failed({ sentAt: minutesAgo(600) }, error, { cloud: 'demo', cause: 'run' });
      metrics.failed({ sentAt: minutesAgo(600) }, error, notified('elsewhere'));
      // SQS's clock is ahead of ours.
      metrics.failed({ sentAt: minutesAgo(-5) }, error, notified('other'));
    });
    expect(Object.keys(line?.values ?? {})).toEqual(['RetryAge']);
    expect(line?.values['RetryAge']).toBeGreaterThanOrEqual(90 * 60_000);
    expect(line?.values['RetryAge']).toBeLessThan(91 * 60_000);
    expect(rest).toContainEqual({ dimensions: { cloud: 'other' }, values: { RetryAge: 0 } });
    expect(rest.filter(({ values }) => 'RetryAge' in values)).toHaveLength(1);
  });

  test('and revisions of every unknown cloud count under one name', () => {
    const anything = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'Demo', 'demo ', undefined));
    fc.assert(
      fc.property(fc.array(anything, { minLength: 1 }), (clouds) => {
        fc.pre(!clouds.includes('demo') && !clouds.includes('other'));
        const lines = published((metrics) => {
          for (const cloud of clouds) fail(metrics, 'malformed-message', cloud);
          for (const cloud of clouds) metrics.recorded(revision('lost', { cloud: cloud ?? '' }), 'notification', NOW);
        });
        expect(lines).toEqual([
          { dimensions: { cloud: 'unknown' }, values: { RevisionsLost: clouds.length } },
          { dimensions: { cloud: 'unknown', reason: 'other' }, values: { CopyFailures: clouds.length } },
        ]);
      }),
    );
  });
});

describe('the quota', () => {
  const quota = (remaining: number): Quota => ({ limit: 500, remaining, resetsAt: NOW });

  test('is what the last answer of this batch said, even 0', () => {
    quotas = { demo: quota(400), other: quota(300) };
    const lines = published(() => {
      quotas['demo'] = quota(399);
      quotas['demo'] = quota(0);
    });
    expect(lines).toEqual([{ dimensions: { cloud: 'demo' }, values: { QuotaLeft: 0 } }]);
  });

  test('is published if an answer said so, even if it did not change', () => {
    quotas = { demo: quota(400) };
    const again = published(() => {
      quotas['demo'] = quota(400);
    });
    expect(again).toMatchObject([{ values: { QuotaLeft: 400 } }]);
  });
});
