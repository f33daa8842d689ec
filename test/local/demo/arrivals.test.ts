import { describe, expect, test } from 'vitest';
import { arrivalsIn } from '#local/demo/scenario/arrivals.ts';
import { journalReader } from '#local/verification/journal-reader.ts';
import { entryOf, HeldBucket, revisionOf } from '../verification/held-bucket.ts';

const never = new AbortController().signal;

function waitingOn(bucket: HeldBucket, { signal = never, timeoutMs = 60 } = {}) {
  return arrivalsIn({ bucket, journal: journalReader(bucket, 'demo'), signal, timeoutMs });
}

describe('waiting', () => {
  test('records the time until the object is there', async () => {
    const bucket = new HeldBucket();
    const { seconds: _, ...revision } = revisionOf('mug');
    setTimeout(() => bucket.put(revision.key, 'mug'), 50);
    const arrival = await waitingOn(bucket, { timeoutMs: 5_000 }).inBucket(revision);
    expect(arrival).toEqual({ came: true, text: expect.stringMatching(/^stored in 0\.\d\d s$/) });
    expect(Object(revision).seconds).toBeGreaterThan(0.045);
  });

  test('ends when nothing arrives, and records no time', async () => {
    const { seconds: _, ...revision } = revisionOf('mug');
    expect(await waitingOn(new HeldBucket()).inBucket(revision)).toEqual({ came: false, text: 'not in the bucket' });
    expect(revision).not.toHaveProperty('seconds');
  });

  test('ends at once when interrupted', async () => {
    const signal = AbortSignal.abort(new Error('Ctrl-C'));
    const waiting = waitingOn(new HeldBucket(), { signal, timeoutMs: 60_000 }).inBucket(revisionOf('mug'));
    await expect(waiting).rejects.toThrow('aborted');
  });

  test('finds an entry that was added to the journal meanwhile', async () => {
    const bucket = new HeldBucket();
    const line = `${JSON.stringify(entryOf(revisionOf('mug')))}\n`;
    setTimeout(() => bucket.put('pipeline/journal/demo/2026/11/20/09/01.ndjson', line), 20);
    const change = { what: 'upload', isRecordedBy: ({ kind }: { kind: string }) => kind === 'revision' };
    expect((await waitingOn(bucket, { timeoutMs: 5_000 }).inJournal(change)).came).toBe(true);
  });
});
