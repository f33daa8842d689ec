import { beforeEach, describe, expect, test } from 'vitest';
import { journalKey } from '#shared/domain/bucket/bucket-layout.ts';
import type { RevisionEntry, Unrecorded } from '#shared/domain/journal/journal-entry.ts';
import { journalFile } from '#shared/domain/journal/journal-file.ts';
import { instantOfDate } from '#shared/domain/text/instant.ts';
import { md5, someBytes } from '#test/doubles/byte-sources.ts';
import { mendings, placeInventory, STARTED_AT, type VerifyRig, verifyRig } from './verify-rig.ts';

const REVISION = { resource_type: 'image', type: 'upload', version: 1700000000, format: 'jpg', bytes: 300 } as const;
const BODY = someBytes(300, 7);
/** Recorded of bytes whose MD5 was checked. */
const CHECKED = { etag: md5(BODY), verified: 'md5' } as const;
const NO_OPTIONS = { contentType: '', metadata: {} };
const NO_MENDING = { input: { mend: false } };

let rig: VerifyRig;
let written = 0;

function keyOf(publicId: string): string {
  return `pipeline/res/demo/image/upload/${publicId}/1700000000.jpg`;
}

/** Writes an entry that records a stored revision. */
function record(public_id: string, more: object = {}): void {
  const stored = { outcome: 'stored', key: keyOf(public_id), verified: 'length' };
  const event = { kind: 'revision', id: `id-${written++}`, at: '2026-11-20T09:00:00.000000Z', cloud: 'demo' };
  const entry = { ...event, ...REVISION, public_id, ...stored, ...more } as Unrecorded<RevisionEntry>;
  const key = journalKey('demo', rig.clock.now(), `ulid-${String(written).padStart(4, '0')}`);
  rig.store.place(key, journalFile([entry], instantOfDate(rig.clock.now())));
}

function rowOf(public_id: string, more: object = {}): string {
  const stored = { key: keyOf(public_id), verified: 'length' };
  const listed = { v: 1, cloud: 'demo', asset_id: public_id, listed_at: '2026-11-20T02:31:00.000000Z' };
  return JSON.stringify({ ...listed, ...REVISION, public_id, ...stored, ...more });
}

beforeEach(() => {
  rig = verifyRig();
  rig.clock.set(STARTED_AT);
});

describe('what is expected', () => {
  test('an empty bucket: nothing is expected, and nothing missing', async () => {
    expect(await rig.verify()).toMatchObject({ expected: 0, found: 0, missing: 0, problems: [] });
    expect(rig.written('started.json')).toMatchObject({ shards: 16, mend: true });
  });

  test('what only an inventory records', async () => {
    rig.store.place(keyOf('there'), BODY);
    const unprotected = { key: undefined, status: 'lost' };
    placeInventory(rig, [rowOf('there'), rowOf('missing'), rowOf('unprotected', unprotected), 'no line'], 150_000);
    const report = await rig.verify(NO_MENDING);
    expect(mendings(report)).toEqual({ [keyOf('missing')]: 'missing, not-tried' });
    expect(report).toMatchObject({ expected: 2, expected_bytes: 600, unrecorded: 0 });
    expect(rig.written('started.json')).toMatchObject({ shards: 4, inventory: '2026-11-20T02:30:00.000Z' });
    const messages = rig.notes.map(({ message }) => message);
    expect(messages).toEqual([
      'a line of an inventory is unreadable; the run continues without it',
      'a file of an inventory is missing; the run continues without it',
    ]);
  });

  test('a large inventory, page by page', async () => {
    const rows = Array.from({ length: 20_001 }, (_, index) => rowOf(`photo-${index}`));
    placeInventory(rig, rows);
    for (let index = 0; index < 20_000; index += 1) rig.store.place(keyOf(`photo-${index}`), BODY);
    const report = await rig.verify(NO_MENDING);
    expect(report).toMatchObject({ expected: 20_001, found: 20_000, missing: 1 });
    expect(mendings(report)).toEqual({ [keyOf('photo-20000')]: 'missing, not-tried' });
  });

  test('nothing of an inventory that did not finish or is unreadable', async () => {
    rig.store.place('pipeline/inventory/demo/2026-11-20T04:30:00.000Z/started.json', Buffer.from('{}'));
    rig.store.place('pipeline/inventory/demo/2026-11-20T03:30:00.000Z/manifest.json', Buffer.from('{}'));
    placeInventory(rig, [rowOf('missing')]);
    expect(await rig.verify(NO_MENDING)).toMatchObject({ missing: 1 });
    expect(rig.written('started.json')).toMatchObject({ inventory: '2026-11-20T02:30:00.000Z' });
    expect(rig.notes).toContainEqual({
      message: 'the manifest of an inventory run is unreadable, so the run counts as unfinished',
      details: { startedAt: '2026-11-20T03:30:00.000Z' },
    });
  });

  test('one object, however often it is recorded', async () => {
    record('photo', CHECKED);
    record('photo');
    placeInventory(rig, [rowOf('photo')]);
    rig.store.place(keyOf('photo'), BODY);
    expect(await rig.verify()).toMatchObject({ expected: 1, expected_bytes: 300, found: 1 });
  });

  test.each(['before', 'after'])(
    'what was verified by its MD5, recorded %s what was verified by its length only',
    async (when) => {
      const recorded = [CHECKED, { bytes: 200 }];
      for (const more of when === 'before' ? recorded : recorded.toReversed()) record('photo', more);
      rig.store.place(keyOf('photo'), someBytes(200, 3));
      const report = await rig.verify(NO_MENDING);
      expect(report.problems).toMatchObject([{ problem: 'different', expected: { bytes: 300, md5: md5(BODY) } }]);
    },
  );

  test('of two verified objects, the one that exists', async () => {
    record('photo', { etag: md5(someBytes(300, 8)), verified: 'md5', sha256: 'ff' });
    record('photo', CHECKED);
    rig.store.place(keyOf('photo'), BODY);
    expect(await rig.verify()).toMatchObject({ expected: 1, different: 0 });
  });

  test('the copy of a rename', async () => {
    await rig.upload('old');
    rig.library.rename('old', 'new');
    await rig.work(rig.library.jobs.slice(-1));
    const [copy = ''] = rig.revisions().filter((key) => key.includes('/new/'));
    rig.clock.set(STARTED_AT);
    rig.store.objects.delete(copy);
    const report = await rig.verify();
    expect(mendings(report)).toEqual({ [copy]: 'missing, mended' });
    expect(report.problems).toMatchObject([{ public_id: 'new', stored_key: copy }]);
  });
});

describe('an object that was uploaded in parts', () => {
  const inParts = (md5OfObject: string | undefined): void => {
    rig.store.objects.set(keyOf('movie'), { body: BODY, md5: undefined, options: NO_OPTIONS });
    const { head } = rig.store;
    rig.store.head = async (key) => {
      const object = await head.call(rig.store, key);
      return key === keyOf('movie') && object !== undefined ? { ...object, md5: md5OfObject } : object;
    };
    record('movie', CHECKED);
  };

  test.each([
    [md5(BODY), 0],
    [md5(someBytes(9)), 1],
    [undefined, 0],
  ])('whose metadata has the MD5 %s is different: %i', async (recorded, different) => {
    inParts(recorded);
    expect(await rig.verify(NO_MENDING)).toMatchObject({ expected: 1, different, missing: 0 });
  });

  test('gets no HEAD request if its length is already wrong', async () => {
    inParts(md5(BODY));
    rig.store.objects.set(keyOf('movie'), { body: BODY.slice(1), md5: undefined, options: NO_OPTIONS });
    expect(await rig.verify(NO_MENDING)).toMatchObject({ different: 1 });
    expect(rig.store.calls.filter(({ name, key }) => name === 'head' && key === keyOf('movie'))).toEqual([]);
  });

  test('that vanishes before its HEAD request is missing', async () => {
    inParts(undefined);
    rig.store.head = async () => undefined;
    expect(await rig.verify(NO_MENDING)).toMatchObject({ missing: 1 });
  });
});

describe('a damaged object whose MD5 was never recorded', () => {
  const alternative = keyOf('photo').replace('.jpg', `-${md5(BODY)}.jpg`);

  beforeEach(() => {
    record('photo');
    rig.store.place(keyOf('photo'), BODY.slice(1));
  });

  test('has a good copy if one lies beside it', async () => {
    rig.store.place(keyOf('photo').replace('.jpg', `-${md5(someBytes(9))}.jpg`), BODY);
    rig.store.place(`${keyOf('photo').replace('.jpg', '-notes')}.jpg`, BODY);
    rig.store.place(alternative, BODY);
    const report = await rig.verify({ overrides: { waitSeconds: 0 } });
    expect(report.problems).toMatchObject([{ problem: 'different', mending: 'mended', stored_key: alternative }]);
    expect(rig.queues.sent).toEqual([]);
  });

  test('has no good copy in another format or of another length', async () => {
    rig.store.place(alternative.replace('.jpg', '.png'), BODY);
    rig.store.place(keyOf('photo').replace('.jpg', `-${md5(BODY.slice(2))}.jpg`), BODY.slice(2));
    const report = await rig.verify({ input: { mend: false }, overrides: { waitSeconds: 0 } });
    expect(report.problems).toMatchObject([{ problem: 'different', mending: 'not-tried' }]);
  });
});

describe('mending', () => {
  test('waits until there is room on the queues', async () => {
    record('photo', CHECKED);
    rig.queues.others.bulk = 11;
    let waits = 0;
    await rig.verify({
      overrides: { backlogLimits: { bulk: 10, large: 10 } },
      whileWaiting: async () => {
        waits += 1;
        expect(rig.queues.sent).toHaveLength(waits < 2 ? 0 : 1);
        rig.queues.others.bulk = 0;
        rig.queues.take('bulk');
      },
    });
    expect(rig.queues.sent).toHaveLength(1);
    expect(waits).toBeGreaterThanOrEqual(2);
  });

  test('a damaged object under an alternative key is not a copy of itself', async () => {
    const key = keyOf('photo').replace('.jpg', `-${md5(BODY)}.jpg`);
    record('photo', { ...CHECKED, key });
    rig.store.objects.set(key, { body: someBytes(300, 4), md5: md5(BODY), options: NO_OPTIONS });
    const report = await rig.verify({
      input: { readData: '1/1' },
      whileWaiting: async () => void rig.queues.take('bulk'),
    });
    expect(mendings(report)).toEqual({ [key]: 'corrupt, pending' });
  });

  test('distinguishes two revisions of the same second: one may be lost without the other', async () => {
    record('photo', CHECKED);
    const report = await rig.verify({
      whileWaiting: async () => {
        rig.queues.take('bulk');
        record('photo', { outcome: 'lost', key: undefined, etag: md5(someBytes(3)), bytes: 3 });
      },
    });
    expect(mendings(report)).toEqual({ [keyOf('photo')]: 'missing, pending' });
  });
});
