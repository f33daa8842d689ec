import { describe, expect, test } from 'vitest';
import { verify } from '../../../local/demo/verification/verification.ts';
import type { RevisionEntry } from '../../../shared/domain/journal/journal-entry.ts';
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
