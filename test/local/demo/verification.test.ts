import { describe, expect, test } from 'vitest';
import { arrivalsIn } from '#local/demo/scenario/arrivals.ts';
import { journalReader } from '#local/demo/verification/journal-reader.ts';
import { latencyFigures } from '#local/demo/verification/latency-figures.ts';
import { verify } from '#local/demo/verification/verification.ts';
import type { RevisionEntry } from '#shared/domain/journal/journal-entry.ts';
import { entryOf, HeldBucket, revisionOf } from './held-bucket.ts';

const KEY = 'pipeline/res/demo/image/upload/shop/mug/1795000000.png';

/** Verifies a revision of which the bucket holds `stored`, and the journal has an entry for each of `entries`. */
async function verified(
  stored: string | undefined,
  entries: readonly Partial<RevisionEntry>[] = [{}],
  revision = revisionOf('mug'),
) {
  const bucket = new HeldBucket();
  if (stored !== undefined) bucket.put(KEY, stored);
  const journal = entries.map((entry) => entryOf(revision, entry));
  const { revisions, problems } = await verify({ revisions: [revision], changes: [] }, bucket, journal);
  return { verdict: revisions[0]?.verdict, problems };
}

describe('a revision', () => {
  test('is OK when the object has the bytes of the source file', async () => {
    expect(await verified('mug')).toEqual({ verdict: 'OK', problems: [] });
  });

  test('is WRONG when a single byte differs', async () => {
    const problems = [expect.stringContaining(`not ${revisionOf('mug').source.md5} (3 bytes)`)];
    expect(await verified('mud')).toEqual({ verdict: 'WRONG', problems });
  });

  test('is MISSING when there is no object, whatever the journal says', async () => {
    const entries = [{}, { outcome: 'lost', proof: { found: 'gone' } }] as const;
    expect(await verified(undefined, entries)).toEqual({ verdict: 'MISSING', problems: [`${KEY} is missing`] });
  });

  test('is a problem when it came only after nobody waited for it any more', async () => {
    const { seconds: _, ...late } = revisionOf('mug');
    expect((await verified('mug', [{}], late)).problems).toEqual([expect.stringContaining('came only when')]);
  });

  test('is a problem when the journal does not tell its upload', async () => {
    const { problems } = await verified('mug', [{ version: 1 }, { etag: '0'.repeat(32) }]);
    expect(problems).toEqual([expect.stringContaining('is not in the journal')]);
  });
});

describe('a revision that was replaced on purpose before anyone could copy it', () => {
  const replaced = revisionOf('mug', { mayBeLost: true, timed: false });

  test('is LOST when the journal says so, with what Cloudinary said instead', async () => {
    const lost = { outcome: 'lost', proof: { found: 'other-revision', version: 2, bytes: 9 } } as const;
    expect(await verified(undefined, [lost], replaced)).toEqual({ verdict: 'LOST', problems: [] });
  });

  test('is MISSING when the journal says so without proof', async () => {
    expect((await verified(undefined, [{ outcome: 'lost' }], replaced)).verdict).toBe('MISSING');
  });

  test('is WRONG when there is something else in its place', async () => {
    const lost = { outcome: 'lost', proof: { found: 'gone' } } as const;
    const { verdict, problems } = await verified('the bytes that replaced it', [lost], replaced);
    expect(verdict).toBe('WRONG');
    expect(problems).toHaveLength(1);
  });
});

test('a change that the journal does not tell is a problem', async () => {
  const revision = revisionOf('mug');
  const bucket = new HeldBucket();
  bucket.put(KEY, 'mug');
  const told = { what: 'tags shop/mug', isRecordedBy: () => true };
  const unrecorded = { what: 'delete shop/mug', isRecordedBy: ({ kind }: { kind: string }) => kind === 'deleted' };
  const expected = { revisions: [revision], changes: [told, unrecorded] };
  const { changes, problems } = await verify(expected, bucket, [entryOf(revision)]);
  expect(changes.map((change) => change.told)).toEqual([true, false]);
  expect(problems).toEqual(['delete shop/mug: the journal does not tell it']);
});

test('to have uploaded nothing is a problem', async () => {
  const { problems } = await verify({ revisions: [], changes: [] }, new HeldBucket(), []);
  expect(problems).toEqual(['nothing was uploaded']);
});

const never = new AbortController().signal;

function waitingOn(bucket: HeldBucket, { signal = never, timeoutMs = 60 } = {}) {
  return arrivalsIn({ bucket, journal: journalReader(bucket, 'demo'), signal, timeoutMs });
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
