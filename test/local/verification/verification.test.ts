import { describe, expect, test } from 'vitest';
import { verify } from '#local/verification/verification.ts';
import type { RevisionEntry } from '#shared/domain/journal/journal-entry.ts';
import { entryOf, HeldBucket, revisionOf } from './held-bucket.ts';

const KEY = 'pipeline/res/demo/image/upload/shop/mug/1795000000.png';

/** Verifies a revision whose object in the bucket is `stored`; the journal has an entry for each of `entries`. */
async function verified(
  stored: string | undefined,
  entries: readonly Partial<RevisionEntry>[] = [{}],
  revision = revisionOf('mug'),
) {
  const bucket = new HeldBucket();
  if (stored !== undefined) bucket.put(KEY, stored);
  const journal = entries.map((entry) => entryOf(revision, entry));
  const { revisions, problems } = await verify({ revisions: [revision], changes: [] }, bucket, journal);
  return { result: revisions[0]?.result, problems };
}

describe('a revision', () => {
  test('is OK when the object has the bytes of the source file', async () => {
    expect(await verified('mug')).toEqual({ result: 'OK', problems: [] });
  });

  test('is WRONG when a single byte differs', async () => {
    const problems = [expect.stringContaining(`not ${revisionOf('mug').source.md5} (3 bytes)`)];
    expect(await verified('mud')).toEqual({ result: 'WRONG', problems });
  });

  test('is MISSING when there is no object, whatever the journal says', async () => {
    const entries = [{}, { outcome: 'lost', proof: { found: 'gone' } }] as const;
    expect(await verified(undefined, entries)).toEqual({ result: 'MISSING', problems: [`${KEY} is missing`] });
  });

  test('is a problem when it arrived after the wait had ended', async () => {
    const { seconds: _, ...late } = revisionOf('mug');
    expect((await verified('mug', [{}], late)).problems).toEqual([expect.stringContaining('arrived too late')]);
  });

  test('is a problem when its upload is not in the journal', async () => {
    const { problems } = await verified('mug', [{ version: 1 }, { etag: '0'.repeat(32) }]);
    expect(problems).toEqual([expect.stringContaining('is not in the journal')]);
  });
});

describe('a revision that was replaced on purpose before anyone could copy it', () => {
  const replaced = revisionOf('mug', { mayBeLost: true, timed: false });

  test('is LOST when the journal says so, with what Cloudinary said instead', async () => {
    const lost = { outcome: 'lost', proof: { found: 'other-revision', version: 2, bytes: 9 } } as const;
    expect(await verified(undefined, [lost], replaced)).toEqual({ result: 'LOST', problems: [] });
  });

  test('is MISSING when the journal says so without proof', async () => {
    expect((await verified(undefined, [{ outcome: 'lost' }], replaced)).result).toBe('MISSING');
  });

  test('is WRONG when another object is in its place', async () => {
    const lost = { outcome: 'lost', proof: { found: 'gone' } } as const;
    const { result, problems } = await verified('the bytes that replaced it', [lost], replaced);
    expect(result).toBe('WRONG');
    expect(problems).toHaveLength(1);
  });
});

test('a change that is not in the journal is a problem', async () => {
  const revision = revisionOf('mug');
  const bucket = new HeldBucket();
  bucket.put(KEY, 'mug');
  const recorded = { what: 'tags shop/mug', isRecordedBy: () => true };
  const unrecorded = { what: 'delete shop/mug', isRecordedBy: ({ kind }: { kind: string }) => kind === 'deleted' };
  const expected = { revisions: [revision], changes: [recorded, unrecorded] };
  const { changes, problems } = await verify(expected, bucket, [entryOf(revision)]);
  expect(changes.map((change) => change.recorded)).toEqual([true, false]);
  expect(problems).toEqual(['delete shop/mug: not in the journal']);
});

test('it is a problem if nothing was uploaded', async () => {
  const { problems } = await verify({ revisions: [], changes: [] }, new HeldBucket(), []);
  expect(problems).toEqual(['nothing was uploaded']);
});
