import { beforeEach, describe, expect, test } from 'vitest';
import type { ExpectedChange } from '../../../local/demo/scenario/expected-change.ts';
import { verify } from '../../../local/demo/verification/verification.ts';
import { entryOf, HeldBucket, revisionOf } from './held-bucket.ts';

const KEY = 'pipeline/res/demo/image/upload/shop/mug/1795000000.png';
let bucket: HeldBucket;
beforeEach(() => {
  bucket = new HeldBucket();
});

describe('a revision', () => {
  test('is OK when the object has the bytes of the source file', async () => {
    const revision = revisionOf('mug');
    bucket.put(KEY, 'mug');
    const { revisions, problems } = await verify({ revisions: [revision], changes: [] }, bucket, [entryOf(revision)]);
    expect(revisions[0]?.verdict).toBe('OK');
    expect(problems).toEqual([]);
  });

  test('is WRONG when a single byte differs', async () => {
    const revision = revisionOf('mug');
    bucket.put(KEY, 'mud');
    const { revisions, problems } = await verify({ revisions: [revision], changes: [] }, bucket, [entryOf(revision)]);
    expect(revisions[0]?.verdict).toBe('WRONG');
    expect(problems).toEqual([expect.stringContaining(`not ${revision.source.md5} (3 bytes)`)]);
  });

  test('is MISSING when there is no object, whatever the journal says', async () => {
    const revision = revisionOf('mug');
    const journal = [entryOf(revision), entryOf(revision, { outcome: 'lost', proof: { found: 'gone' } })];
    const { revisions, problems } = await verify({ revisions: [revision], changes: [] }, bucket, journal);
    expect(revisions[0]?.verdict).toBe('MISSING');
    expect(problems).toEqual([`${KEY} is missing`]);
  });

  test('is a problem when it came only after nobody waited for it any more', async () => {
    const { seconds: _, ...revision } = revisionOf('mug');
    bucket.put(KEY, 'mug');
    const { problems } = await verify({ revisions: [revision], changes: [] }, bucket, [entryOf(revision)]);
    expect(problems).toEqual([expect.stringContaining('came only when')]);
  });

  test('is a problem when the journal does not tell its upload', async () => {
    const revision = revisionOf('mug');
    bucket.put(KEY, 'mug');
    const others = [entryOf(revision, { version: 1 }), entryOf(revision, { etag: '0'.repeat(32) })];
    const { problems } = await verify({ revisions: [revision], changes: [] }, bucket, others);
    expect(problems).toEqual([expect.stringContaining('is not in the journal')]);
  });
});

describe('a revision that was replaced on purpose before anyone could copy it', () => {
  const revision = revisionOf('mug', { mayBeLost: true, timed: false });

  test('is LOST when the journal says so, with what Cloudinary said instead', async () => {
    const lost = entryOf(revision, { outcome: 'lost', proof: { found: 'other-revision', version: 2, bytes: 9 } });
    const { revisions, problems } = await verify({ revisions: [revision], changes: [] }, bucket, [lost]);
    expect(revisions[0]?.verdict).toBe('LOST');
    expect(problems).toEqual([]);
  });

  test('is MISSING when the journal says so without proof', async () => {
    const lost = entryOf(revision, { outcome: 'lost' });
    const { revisions } = await verify({ revisions: [revision], changes: [] }, bucket, [lost]);
    expect(revisions[0]?.verdict).toBe('MISSING');
  });

  test('is WRONG when there is something else in its place', async () => {
    bucket.put(KEY, 'the bytes that replaced it');
    const lost = entryOf(revision, { outcome: 'lost', proof: { found: 'gone' } });
    const { revisions, problems } = await verify({ revisions: [revision], changes: [] }, bucket, [lost]);
    expect(revisions[0]?.verdict).toBe('WRONG');
    expect(problems).toHaveLength(1);
  });
});

test('a change that the journal does not tell is a problem', async () => {
  const revision = revisionOf('mug');
  bucket.put(KEY, 'mug');
  const told: ExpectedChange = { what: 'tags shop/mug', isToldBy: () => true };
  const untold: ExpectedChange = { what: 'delete shop/mug', isToldBy: ({ kind }) => kind === 'deleted' };
  const expected = { revisions: [revision], changes: [told, untold] };
  const { changes, problems } = await verify(expected, bucket, [entryOf(revision)]);
  expect(changes.map((change) => change.told)).toEqual([true, false]);
  expect(problems).toEqual(['delete shop/mug: the journal does not tell it']);
});

test('to have uploaded nothing is a problem', async () => {
  expect((await verify({ revisions: [], changes: [] }, bucket, [])).problems).toEqual(['nothing was uploaded']);
});
