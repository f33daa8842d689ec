import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { journalKey, shardFile } from '../../../shared/domain/bucket/bucket-layout.ts';
import type { RevisionEntry, Unrecorded } from '../../../shared/domain/journal/journal-entry.ts';
import { journalFile } from '../../../shared/domain/journal/journal-file.ts';
import { md5, someBytes } from '../../doubles/byte-sources.ts';
import { mendings, STARTED_AT, type VerifyRig, verifyRig } from './verify-rig.ts';

const INVENTORY = 'pipeline/inventory/demo/2026-11-20T02:30:00.000Z/';
const ASSET = { resource_type: 'image', type: 'upload' } as const;
const BODY = someBytes(300, 7);

let rig: VerifyRig;
let written = 0;

function keyOf(publicId: string): string {
  return `pipeline/res/demo/image/upload/${publicId}/1700000000.jpg`;
}

/** Writes an entry that tells of a stored revision. */
function tell(publicId: string, more: Partial<RevisionEntry> = {}): void {
  const entry = {
    kind: 'revision',
    id: `id-${written++}`,
    at: '2026-11-20T09:00:00.000000Z',
    cloud: 'demo',
    ...ASSET,
    public_id: publicId,
    version: 1700000000,
    format: 'jpg',
    bytes: 300,
    outcome: 'stored',
    key: keyOf(publicId),
    verified: 'length',
    ...more,
  } as Unrecorded<RevisionEntry>;
  const key = journalKey('demo', new Date('2026-11-20T09:00:00Z'), `ulid-${String(written).padStart(4, '0')}`);
  rig.store.place(key, journalFile([entry], '2026-11-20T09:00:01.000000Z'));
}

/** An inventory with these lines in its only file. */
function inventory(lines: readonly string[], assets = lines.length): void {
  const zero = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 0]));
  const manifest = {
    v: 1,
    cloud: 'demo',
    started_at: '2026-11-20T02:30:00.000Z',
    listed_until: '',
    finished_at: '',
    shards: 1,
    parts: [
      { shard: 0, number: 0, rows: lines.length, bytes: 1, md5: '' },
      { shard: 0, number: 1, rows: 0, bytes: 1, md5: '' },
    ],
    tally: zero(
      'listed',
      'bytes',
      'queued',
      'queued_bytes',
      'calls',
      'heads',
      'observed',
      'gone',
      'lost',
      'unreadable',
    ),
    completeness: {
      ...zero('bytes', 'protected', 'protected_bytes', 'excluded', 'unprotected'),
      assets,
      unobtainable: zero('placeholder', 'lost', 'blocked', 'too-large', 'unverifiable', 'pending'),
    },
  };
  rig.store.place(`${INVENTORY}manifest.json`, Buffer.from(JSON.stringify(manifest)));
  rig.store.place(INVENTORY + shardFile('part', 0, 0), gzipSync(lines.map((line) => `${line}\n`).join('')));
}

function rowOf(publicId: string, more: object = {}): string {
  return JSON.stringify({
    v: 1,
    cloud: 'demo',
    ...ASSET,
    public_id: publicId,
    asset_id: publicId,
    version: 1700000000,
    format: 'jpg',
    bytes: 300,
    listed_at: '2026-11-20T02:31:00.000000Z',
    key: keyOf(publicId),
    verified: 'length',
    ...more,
  });
}

function stepsBy(name: 'started.json') {
  return JSON.parse(
    Buffer.from(rig.store.objects.get(`pipeline/reports/demo/verify/${STARTED_AT}/${name}`)?.body ?? []).toString(),
  ) as Record<string, unknown>;
}

beforeEach(() => {
  rig = verifyRig();
  rig.clock.set(STARTED_AT);
});

describe('what is expected', () => {
  test('an empty bucket holds nothing, and lacks nothing', async () => {
    expect(await rig.verify()).toMatchObject({ expected: 0, found: 0, missing: 0, problems: [] });
    expect(stepsBy('started.json')).toMatchObject({ shards: 16, mend: true });
  });

  test('what only an inventory tells of', async () => {
    rig.store.place(keyOf('there'), BODY);
    const unprotected = { key: undefined, status: 'lost' };
    inventory([rowOf('there'), rowOf('missing'), rowOf('unprotected', unprotected), 'no line'], 150_000);
    const report = await rig.verify({ input: { mend: false } });
    expect(mendings(report)).toEqual({ [keyOf('missing')]: 'missing, not-tried' });
    expect(report).toMatchObject({ expected: 2, expected_bytes: 600, unrecorded: 0 });
    expect(stepsBy('started.json')).toMatchObject({ shards: 4, inventory: '2026-11-20T02:30:00.000Z' });
    const messages = rig.notes.map(({ message }) => message);
    expect(messages).toEqual(['unreadable line in an inventory', 'missing file of an inventory']);
  });

  test('a large inventory, page by page', async () => {
    const rows = Array.from({ length: 20_001 }, (_, index) => rowOf(`photo-${index}`));
    inventory(rows);
    for (let index = 0; index < 20_000; index += 1) rig.store.place(keyOf(`photo-${index}`), BODY);
    const report = await rig.verify({ input: { mend: false } });
    expect(report).toMatchObject({ expected: 20_001, found: 20_000, missing: 1 });
    expect(mendings(report)).toEqual({ [keyOf('photo-20000')]: 'missing, not-tried' });
  });

  test('nothing of an inventory that did not finish, or that nobody can read', async () => {
    rig.store.place('pipeline/inventory/demo/2026-11-20T04:30:00.000Z/started.json', Buffer.from('{}'));
    rig.store.place('pipeline/inventory/demo/2026-11-20T03:30:00.000Z/manifest.json', Buffer.from('{}'));
    inventory([rowOf('missing')]);
    expect(await rig.verify({ input: { mend: false } })).toMatchObject({ missing: 1 });
    expect(stepsBy('started.json')).toMatchObject({ inventory: '2026-11-20T02:30:00.000Z' });
    expect(rig.notes).toContainEqual({
      message: 'unreadable manifest of an inventory',
      details: { startedAt: '2026-11-20T03:30:00.000Z' },
    });
  });

  test('one object, however often it is told of', async () => {
    tell('photo', { etag: md5(BODY), verified: 'md5' });
    tell('photo');
    inventory([rowOf('photo')]);
    rig.store.place(keyOf('photo'), BODY);
    expect(await rig.verify()).toMatchObject({ expected: 1, expected_bytes: 300, found: 1 });
  });

  test.each([
    ['before', 'after'],
    ['after', 'before'],
  ])('what was verified by its MD5, told %s what was only counted', async (when) => {
    if (when === 'before') tell('photo', { etag: md5(BODY), verified: 'md5' });
    tell('photo', { bytes: 200 });
    if (when === 'after') tell('photo', { etag: md5(BODY), verified: 'md5' });
    rig.store.place(keyOf('photo'), someBytes(200, 3));
    const report = await rig.verify({ input: { mend: false } });
    expect(report.problems).toMatchObject([{ problem: 'different', expected: { bytes: 300, md5: md5(BODY) } }]);
  });

  test('of two verified ones, what is there', async () => {
    tell('photo', { etag: md5(someBytes(300, 8)), verified: 'md5', sha256: 'ff' });
    tell('photo', { etag: md5(BODY), verified: 'md5' });
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
    expect(report.problems).toMatchObject([{ public_id: 'new', under: copy }]);
  });
});

describe('an object that came in parts', () => {
  const inParts = (md5OfObject: string | undefined): void => {
    rig.store.place(keyOf('movie'), BODY);
    const held = rig.store.objects.get(keyOf('movie'));
    if (held !== undefined) rig.store.objects.set(keyOf('movie'), { ...held, md5: undefined });
    const { head } = rig.store;
    rig.store.head = async (key) => {
      const object = await head.call(rig.store, key);
      return key === keyOf('movie') && object !== undefined ? { ...object, md5: md5OfObject } : object;
    };
    tell('movie', { etag: md5(BODY), verified: 'md5' });
  };

  test.each([
    [md5(BODY), 0],
    [md5(someBytes(9)), 1],
    [undefined, 0],
  ])('whose metadata tell the MD5 %s is different: %i', async (told, different) => {
    inParts(told);
    expect(await rig.verify({ input: { mend: false } })).toMatchObject({ expected: 1, different, missing: 0 });
  });

  test('is not looked at where its length tells already', async () => {
    inParts(md5(BODY));
    rig.store.objects.set(keyOf('movie'), {
      body: BODY.slice(1),
      md5: undefined,
      options: { contentType: '', metadata: {} },
    });
    expect(await rig.verify({ input: { mend: false } })).toMatchObject({ different: 1 });
    expect(rig.store.calls.filter(({ name, key }) => name === 'head' && key === keyOf('movie'))).toEqual([]);
  });

  test('that vanishes before it is looked at is missing', async () => {
    inParts(undefined);
    rig.store.head = async () => undefined;
    expect(await rig.verify({ input: { mend: false } })).toMatchObject({ missing: 1 });
  });
});

describe('a damaged object of which nobody ever told an MD5', () => {
  const alternative = keyOf('photo').replace('.jpg', `-${md5(BODY)}.jpg`);

  beforeEach(() => {
    tell('photo');
    rig.store.place(keyOf('photo'), BODY.slice(1));
  });

  test('has a good copy where one lies beside it', async () => {
    rig.store.place(keyOf('photo').replace('.jpg', `-${md5(someBytes(9))}.jpg`), BODY);
    rig.store.place(`${keyOf('photo').replace('.jpg', '-notes')}.jpg`, BODY);
    rig.store.place(alternative, BODY);
    const report = await rig.verify({ overrides: { settleSeconds: 0 } });
    expect(report.problems).toMatchObject([{ problem: 'different', mending: 'mended', under: alternative }]);
    expect(rig.queues.sent).toEqual([]);
  });

  test('has none in another format, or of another length', async () => {
    rig.store.place(alternative.replace('.jpg', '.png'), BODY);
    rig.store.place(keyOf('photo').replace('.jpg', `-${md5(BODY.slice(2))}.jpg`), BODY.slice(2));
    const report = await rig.verify({ input: { mend: false }, overrides: { settleSeconds: 0 } });
    expect(report.problems).toMatchObject([{ problem: 'different', mending: 'not-tried' }]);
  });
});

describe('mending', () => {
  test('waits until there is room on the queues', async () => {
    tell('photo', { etag: md5(BODY), verified: 'md5' });
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

  test('sends large revisions to their own queue', async () => {
    tell('movie', { etag: md5(BODY), verified: 'md5', bytes: 300_000_000 });
    await rig.verify({ whileWaiting: async () => void rig.queues.take('large') });
    expect(rig.queues.sent.map(({ queue }) => queue)).toEqual(['large']);
  });

  test('a damaged object under an alternative key is no copy of itself', async () => {
    const key = keyOf('photo').replace('.jpg', `-${md5(BODY)}.jpg`);
    tell('photo', { etag: md5(BODY), verified: 'md5', key });
    rig.store.objects.set(key, { body: someBytes(300, 4), md5: md5(BODY), options: { contentType: '', metadata: {} } });
    const report = await rig.verify({
      input: { readData: '1/1' },
      whileWaiting: async () => void rig.queues.take('bulk'),
    });
    expect(mendings(report)).toEqual({ [key]: 'corrupt, pending' });
  });

  test('two revisions of one second: the loss of one is not that of the other', async () => {
    tell('photo', { etag: md5(BODY), verified: 'md5' });
    const lost = { kind: 'revision', outcome: 'lost', key: undefined, etag: md5(someBytes(3)) } as const;
    const report = await rig.verify({
      whileWaiting: async () => {
        rig.queues.take('bulk');
        const entry = {
          ...lost,
          id: 'x',
          at: '2026-11-20T09:00:00.000000Z',
          cloud: 'demo',
          ...ASSET,
          public_id: 'photo',
          version: 1700000000,
          format: 'jpg',
          bytes: 3,
        } as unknown as Unrecorded<RevisionEntry>; // without its key
        rig.store.place(
          journalKey('demo', rig.clock.now(), 'ulid-z'),
          journalFile([entry], '2026-11-21T03:00:00.000000Z'),
        );
      },
    });
    expect(mendings(report)).toEqual({ [keyOf('photo')]: 'missing, pending' });
  });
});
