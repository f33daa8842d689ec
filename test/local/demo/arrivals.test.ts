import { describe, expect, test } from 'vitest';
import { arrivalsIn } from '../../../local/demo/scenario/arrivals.ts';
import { JournalReader } from '../../../local/demo/verification/journal-reader.ts';
import { latencyFigures } from '../../../local/demo/verification/latency-figures.ts';
import { entryOf, HeldBucket, revisionOf } from './held-bucket.ts';

const never = new AbortController().signal;

function waitingOn(bucket: HeldBucket, { signal = never, timeoutMs = 60 } = {}) {
  return arrivalsIn({ bucket, journal: new JournalReader(bucket, 'demo'), signal, timeoutMs });
}

describe('waiting', () => {
  test('notes the time until the object is there', async () => {
    const bucket = new HeldBucket();
    const { seconds: _, ...revision } = revisionOf('mug');
    setTimeout(() => bucket.put(revision.key, 'mug'), 50);
    const arrival = await waitingOn(bucket, { timeoutMs: 5_000 }).inBucket(revision);
    expect(arrival).toEqual({ came: true, text: expect.stringMatching(/^in the bucket after 0\.\d\d s$/) });
    expect(Object(revision).seconds).toBeGreaterThan(0.045);
  });

  test('ends when nothing comes, and notes no time', async () => {
    const { seconds: _, ...revision } = revisionOf('mug');
    expect(await waitingOn(new HeldBucket()).inBucket(revision)).toEqual({ came: false, text: 'not in the bucket' });
    expect(revision).not.toHaveProperty('seconds');
  });

  test('ends at once when interrupted', async () => {
    const signal = AbortSignal.abort(new Error('Ctrl-C'));
    const waiting = waitingOn(new HeldBucket(), { signal, timeoutMs: 60_000 }).inBucket(revisionOf('mug'));
    await expect(waiting).rejects.toThrow('aborted');
  });

  test('finds an entry that came into the journal meanwhile', async () => {
    const bucket = new HeldBucket();
    const line = `${JSON.stringify(entryOf(revisionOf('mug')))}\n`;
    setTimeout(() => bucket.put('pipeline/journal/demo/2026/11/20/09/01.ndjson', line), 20);
    const change = { what: 'upload', isRecordedBy: ({ kind }: { kind: string }) => kind === 'revision' };
    expect((await waitingOn(bucket, { timeoutMs: 5_000 }).inJournal(change)).came).toBe(true);
  });
});

describe('the figures', () => {
  const arrivedAfter = (seconds: number) => ({ ...revisionOf('mug'), seconds });

  test('are times that were measured, the slowest included', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => arrivedAfter(100 - index));
    expect(latencyFigures(hundred)).toEqual({ count: 100, p50: 50, p95: 95, max: 100 });
    expect(latencyFigures([arrivedAfter(3), arrivedAfter(1)])).toEqual({ count: 2, p50: 1, p95: 3, max: 3 });
  });

  test('leave out what was not followed', () => {
    const { seconds: _, ...missing } = revisionOf('mug');
    expect(latencyFigures([arrivedAfter(1), { ...arrivedAfter(9), timed: false }, missing])?.count).toBe(1);
    expect(latencyFigures([missing])).toBeUndefined();
  });
});
