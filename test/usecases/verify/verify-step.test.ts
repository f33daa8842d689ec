import { beforeEach, describe, expect, test } from 'vitest';
import { alternativeRevisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import type { RevisionJob } from '#shared/domain/jobs/job.ts';
import { jobOf } from '#shared/domain/jobs/queue-message.ts';
import type { RevisionEntry } from '#shared/domain/journal/journal-entry.ts';
import { md5, someBytes } from '#test/doubles/byte-sources.ts';
import { verifyReport } from '../progress/run-files.ts';
import { fill, mendings, STARTED_AT, type VerifyRig, verifyRig } from './verify-rig.ts';

let rig: VerifyRig;
let keys: readonly string[];

/** The key of good bytes if the key of `photo-NNN` holds others. */
function alternativeOf(key: string, good: Uint8Array): string {
  const [, public_id = '', version] = /\/(photo-\d+)\/(\d+)\.png$/.exec(key) ?? [];
  const asset = { resource_type: 'image', type: 'upload', public_id };
  return alternativeRevisionKey('demo', asset, { version: Number(version), format: 'png' }, md5(good));
}

beforeEach(async () => {
  rig = verifyRig();
  keys = await fill(rig, 40);
});

const OLDER = 'arn:aws:states:eu-central-1:123456789012:execution:Verify:run-0';

describe('a verify run', () => {
  test('finds nothing if nothing is wrong', async () => {
    const report = await rig.verify();
    const all = { expected: 40, expected_bytes: 20_000, found: 40, found_bytes: 20_000 };
    const times = { duration_seconds: 0, cost_usd: expect.any(Number) };
    expect(report).toStrictEqual(verifyReport(STARTED_AT, { ...all, ...times, fallen: [] }));
    expect(rig.queues.calls).toEqual([]);
    expect(rig.published).toEqual([report]);
    const folder = `pipeline/reports/demo/verify/${STARTED_AT}/`;
    expect(rig.written('report.json')).toEqual(report);
    expect(Buffer.from(rig.bodyAt(`${folder}report.txt`)).toString()).toContain(
      'every revision that is recorded as stored',
    );
    expect(rig.written('_checked-15.json')).toMatchObject({ tally: { expected: 40, found: 40, missing: 0 } });
    for (const [kind, tally] of [
      ['_expected', { expected: 40, expected_bytes: 20_000 }],
      ['_found', { found: 40, found_bytes: 20_000 }],
    ] as const) {
      const file = rig.store.objects.get(`${folder}${kind}-00-00000.ndjson.gz`);
      expect(file?.options.metadata).toMatchObject({ tally: JSON.stringify(tally) });
    }
  });

  test('finds exactly what was deleted and changed without a record', async () => {
    const deleted = keys.slice(0, 10);
    const changed = keys.slice(20, 30);
    for (const key of deleted) rig.store.objects.delete(key);
    for (const key of changed.slice(0, 5)) rig.change(key);
    for (const key of changed.slice(5)) rig.change(key, rig.bodyAt(key).slice(1));
    const report = await rig.verify({ input: { mend: false } });
    expect(report).toMatchObject({ missing: 10, different: 10, corrupt: 0, mended: 0, mend: false });
    expect(mendings(report)).toEqual({
      ...Object.fromEntries(deleted.map((key) => [key, 'missing, not-tried'])),
      ...Object.fromEntries(changed.map((key) => [key, 'different, not-tried'])),
    });
    expect(report.problems.map(({ key }) => key)).toEqual([...deleted, ...changed].sort());
    expect(rig.queues.sent).toEqual([]);
    const [first] = report.problems.filter(({ key }) => key === changed[0]);
    expect(first?.found).toEqual({ bytes: 500, md5: md5(someBytes(500, 99)) });
    expect(first?.expected.md5).not.toBe(first?.found?.md5);
  });

  test('returns as many problems as pass through a state machine, however long their names, and writes all', async () => {
    for (const key of keys.slice(0, 30)) rig.store.objects.delete(key);
    const report = await rig.verify({ input: { mend: false } });
    expect(report).toMatchObject({ missing: 30 });
    expect(report.problems).toHaveLength(20);
    // A key and a public_id of 1,024 letters of two bytes each, twice.
    expect(20 * (4 * 2 * 1024 + 500)).toBeLessThan(256 * 1024);
    expect(rig.written('report.json')).toMatchObject({ problems: { length: 30 } });
    expect(rig.published).toEqual([rig.written('report.json')]);
  });

  test('queues all of it, and the copies lie beside the damaged objects', async () => {
    const [deleted = '', changed = ''] = keys;
    const good = rig.bodyAt(changed);
    const was = rig.bodyAt(deleted);
    rig.store.objects.delete(deleted);
    rig.change(changed);
    const report = await rig.verify();
    const alternative = alternativeOf(changed, good);
    expect(report).toMatchObject({ missing: 1, different: 1, mended: 2, unrecorded: 0 });
    expect(report.problems.map(({ key, mending, stored_key }) => [key, mending, stored_key])).toEqual([
      [deleted, 'mended', deleted],
      [changed, 'mended', alternative],
    ]);
    expect(rig.bodyAt(deleted)).toEqual(was);
    expect(rig.bodyAt(alternative)).toEqual(good);
    const jobs = rig.queues.sent.map(({ body }) => jobOf(body) as RevisionJob);
    expect(jobs).toMatchObject([
      { origin: 'verify', details: {} },
      { origin: 'verify', damaged: true },
    ]);
    expect(jobs[0]).not.toHaveProperty('damaged');
  });

  test('reports a damaged object until an operator removes it, but copies its revision only once', async () => {
    const [changed = ''] = keys;
    const good = rig.bodyAt(changed);
    rig.change(changed);
    await rig.verify();
    const again = await rig.verify({ startedAt: '2026-11-22T02:30:00.000Z', arn: 'second' });
    expect(again.problems).toMatchObject([
      { key: changed, mending: 'mended', stored_key: alternativeOf(changed, good) },
    ]);
    expect(again).toMatchObject({ different: 1, mended: 1, unrecorded: 0 });
    expect(rig.queues.sent).toHaveLength(1);
    rig.store.objects.delete(changed);
    const last = await rig.verify({ startedAt: '2026-11-23T02:30:00.000Z', arn: 'third' });
    expect(last).toMatchObject({ missing: 0, different: 0, problems: [] });
  });

  test('repeats the event that the journal has recorded, with verify as its origin', async () => {
    const [deleted = ''] = keys;
    rig.store.objects.delete(deleted);
    await rig.verify();
    const entries = [...rig.store.bodies('pipeline/journal/').values()]
      .flatMap((body) => body.toString().trim().split('\n'))
      .map((line) => JSON.parse(line) as RevisionEntry)
      .filter(({ key }) => key === deleted);
    const [stored, again] = entries;
    for (const name of ['at', 'asset_id', 'version', 'version_id', 'etag'] as const) {
      expect(stored?.[name]).toBeDefined();
      expect(again?.[name]).toEqual(stored?.[name]);
    }
    expect(entries.map(({ origin }) => origin)).toEqual([undefined, 'verify']);
  });

  test('distinguishes revisions that Cloudinary no longer has from jobs that are still waiting', async () => {
    const [gone = '', waits = ''] = keys;
    rig.store.objects.delete(gone);
    rig.store.objects.delete(waits);
    rig.library.destroy('photo-000');
    const report = await rig.verify({
      whileWaiting: async () => {
        const jobs = rig.queues.waiting.bulk.splice(0, 1).map(jobOf);
        if (jobs[0] !== undefined && JSON.stringify(jobs[0]).includes('photo-000')) await rig.work([jobs[0]]);
        else rig.queues.others.bulk = 1;
      },
    });
    expect(mendings(report)).toEqual({ [gone]: 'missing, gone-at-cloudinary', [waits]: 'missing, pending' });
    expect(rig.notes.map(({ message }) => message)).toContain(
      'the queues do not empty; the run no longer waits for them',
    );
  });

  test('does not mistake an old loss for a new one', async () => {
    const [gone = ''] = keys;
    rig.store.objects.delete(gone);
    rig.library.destroy('photo-000');
    rig.clock.set('2026-11-21T02:20:00.000Z');
    await rig.work(rig.library.jobs.slice(0, 1));
    rig.clock.set(STARTED_AT);
    rig.queues.counted = () => 0;
    const report = await rig.verify({ whileWaiting: async () => {} });
    expect(mendings(report)).toEqual({ [gone]: 'missing, pending' });
  });

  test('yields to an older one in progress', async () => {
    rig.executions.running.add(OLDER);
    const folder = 'pipeline/reports/demo/verify/2026-11-21T02:00:00.000Z/';
    rig.store.place(`${folder}started.json`, Buffer.from(JSON.stringify({ execution: OLDER })));
    expect(await rig.drive()).toEqual({ ended: 'yielded', to: '2026-11-21T02:00:00.000Z', execution: OLDER });
    expect(rig.published).toEqual([]);
  });

  test('refuses to begin if it cannot parse what to read', async () => {
    await expect(rig.verify({ input: { readData: 'some' } })).rejects.toMatchObject({ code: 'invalid-configuration' });
    expect(rig.store.bodies('pipeline/reports/').size).toBe(0);
  });

  test('continues where it was, however little time a step has', async () => {
    const [deleted = '', changed = '', rotten = ''] = keys;
    rig.store.objects.delete(deleted);
    rig.change(changed);
    rig.rot(rotten);
    rig.store.pageSize = 7;
    const report = await rig.verify({ overrides: { isLate: () => true }, input: { readData: '100%' } });
    expect(mendings(report)).toEqual({
      [deleted]: 'missing, mended',
      [changed]: 'different, mended',
      [rotten]: 'corrupt, mended',
    });
    expect(report).toMatchObject({ expected: 40, found: 39, read: 38, unrecorded: 0 });
    // One object for each step: none is begun once it is late.
    expect([...rig.store.objects.keys()].filter((key) => key.includes('/_read-'))).toHaveLength(38);
  });

  test('passes on a small state, and reports its cost', async () => {
    const [deleted = ''] = keys;
    rig.store.objects.delete(deleted);
    const sizes: number[] = [];
    const report = await rig.verify({
      overrides: { isLate: () => true },
      onState: (state) => sizes.push(JSON.stringify(state).length),
    });
    expect(Math.max(...sizes)).toBeLessThan(2000);
    const { calls } = rig.store;
    const dearer = calls.filter(({ name }) => name === 'put' || name === 'keys' || name === 'folders').length;
    expect(report.cost_usd).toBeGreaterThan(0);
    expect(report.cost_usd).toBeLessThan((calls.length * 0.005 + rig.steps * 0.1) / 1000);
    expect(report.cost_usd).toBeGreaterThan((dearer / 2) * (0.005 / 1000));
  });
});

/** Does something once, at the first listing of the revisions. */
function atListing(work: () => Promise<void>): void {
  const { keys } = rig.store;
  rig.store.keys = async (prefix, options) => {
    if (prefix === 'pipeline/res/demo/') {
      rig.store.keys = keys;
      await work();
    }
    return keys.call(rig.store, prefix, options);
  };
}

describe('during a run', () => {
  beforeEach(() => rig.clock.pass(60));

  test('a revision stored and recorded after the journal was read is not reported', async () => {
    atListing(async () => void (await rig.upload('new')));
    const waits: number[] = [];
    const report = await rig.verify({ whileWaiting: async () => void waits.push(1) });
    expect(report).toMatchObject({ expected: 40, found: 41, missing: 0, unrecorded: 0, problems: [] });
    expect(waits).toHaveLength(1);
    expect(rig.queues.sent).toEqual([]);
  });

  test('nor is one that is recorded only afterwards', async () => {
    let journal: (() => void) | undefined;
    atListing(async () => {
      const before = rig.store.bodies('pipeline/journal/');
      await rig.upload('new');
      const later = [...rig.store.bodies('pipeline/journal/')].filter(([key]) => !before.has(key));
      for (const [key] of later) rig.store.objects.delete(key);
      journal = () => {
        for (const [key, body] of later) rig.store.place(key, body);
      };
    });
    const report = await rig.verify({ whileWaiting: async () => journal?.() });
    expect(report).toMatchObject({ found: 41, missing: 0, unrecorded: 0 });
  });

  test.each([
    ['as long as a worker may work', {}, 960_000],
    ['a time that can be set', { waitSeconds: 0 }, 0],
    ['one wait, by a clock that is behind', { now: () => new Date(STARTED_AT) }, 900_000],
  ])('an object that nothing records is counted, after %s', async (_, overrides, milliseconds) => {
    rig.store.place('pipeline/res/demo/image/upload/stray/1700000500.png', someBytes(9));
    const started = rig.clock.now().getTime();
    const report = await rig.verify({ overrides });
    expect(report).toMatchObject({ unrecorded: 1, missing: 0, problems: [], found: 41 });
    expect(rig.clock.now().getTime() - started).toBe(milliseconds);
  });

  test('objects of other clouds are ignored', async () => {
    rig.store.place('pipeline/res/demo2/image/upload/other/1700000500.png', someBytes(9));
    rig.store.place('res/demo/image/upload/native/1700000500.png', someBytes(9));
    expect(await rig.verify()).toMatchObject({ found: 40, unrecorded: 0 });
  });
});
