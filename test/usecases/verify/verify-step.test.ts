import { beforeEach, describe, expect, test } from 'vitest';
import { alternativeRevisionKey } from '../../../shared/domain/bucket/bucket-layout.ts';
import type { RevisionJob } from '../../../shared/domain/jobs/job.ts';
import { jobOf } from '../../../shared/domain/jobs/queue-message.ts';
import type { RevisionEntry } from '../../../shared/domain/journal/journal-entry.ts';
import { md5, someBytes } from '../../doubles/byte-sources.ts';
import { fill, mendings, STARTED_AT, type VerifyRig, verifyRig } from './verify-rig.ts';

let rig: VerifyRig;
let keys: readonly string[];

function bodyAt(key: string): Uint8Array {
  return rig.store.objects.get(key)?.body ?? new Uint8Array();
}

function metadataAt(key: string) {
  return rig.store.objects.get(key)?.options.metadata ?? {};
}

/** Somebody puts other bytes of the same length there. */
function change(key: string, seed = 99): void {
  rig.store.place(key, someBytes(bodyAt(key).length, seed), metadataAt(key));
}

/** Bytes change under an ETag that stays. */
function rot(key: string): void {
  const held = rig.store.objects.get(key);
  const body = bodyAt(key).slice();
  body[3] = 255 - (body[3] ?? 0);
  if (held !== undefined) rig.store.objects.set(key, { ...held, body });
}

function alternativeOf(key: string, good: Uint8Array): string {
  return key.replace(/\.png$/, `-${md5(good)}.png`);
}

beforeEach(async () => {
  rig = verifyRig();
  keys = await fill(rig, 40);
});

const OLDER = 'arn:aws:states:eu-central-1:123456789012:execution:Verify:run-0';

describe('a run of verify', () => {
  test('finds nothing where nothing is wrong', async () => {
    const report = await rig.verify();
    expect(report).toMatchObject({
      v: 1,
      kind: 'verify',
      cloud: 'demo',
      started_at: STARTED_AT,
      finished_at: STARTED_AT,
      mend: true,
      expected: 40,
      expected_bytes: 20_000,
      found: 40,
      found_bytes: 20_000,
      read: 0,
      read_bytes: 0,
      missing: 0,
      different: 0,
      corrupt: 0,
      mended: 0,
      unrecorded: 0,
      problems: [],
    });
    expect(report).not.toHaveProperty('unread');
    expect(rig.queues.calls).toEqual([]);
    expect(rig.published).toEqual([report]);
    const folder = `pipeline/reports/demo/verify/${STARTED_AT}/`;
    expect(JSON.parse(Buffer.from(bodyAt(`${folder}report.json`)).toString())).toEqual(report);
    expect(Buffer.from(bodyAt(`${folder}report.txt`)).toString()).toContain('every revision that the journal says');
    expect(JSON.parse(Buffer.from(bodyAt(`${folder}_checked-15.json`)).toString())).toMatchObject({
      tally: { expected: 40, found: 40, missing: 0 },
    });
    expect(metadataAt(`${folder}_expected-00-00000.ndjson.gz`)).toMatchObject({
      tally: JSON.stringify({ expected: 40, expected_bytes: 20_000 }),
    });
    expect(metadataAt(`${folder}_found-00-00000.ndjson.gz`)).toMatchObject({
      tally: JSON.stringify({ found: 40, found_bytes: 20_000 }),
    });
  });

  test('finds exactly what was deleted and changed behind its back', async () => {
    const deleted = keys.slice(0, 10);
    const changed = keys.slice(20, 30);
    for (const key of deleted) rig.store.objects.delete(key);
    for (const key of changed.slice(0, 5)) change(key);
    for (const key of changed.slice(5)) rig.store.place(key, bodyAt(key).slice(1));
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
    const folder = `pipeline/reports/demo/verify/${STARTED_AT}/`;
    const written = JSON.parse(Buffer.from(bodyAt(`${folder}report.json`)).toString());
    expect(written.problems).toHaveLength(30);
    expect(rig.published).toEqual([written]);
  });

  test('has all of it fetched again, beside what is damaged', async () => {
    const [deleted = '', changed = ''] = keys;
    const good = bodyAt(changed);
    const was = bodyAt(deleted);
    rig.store.objects.delete(deleted);
    change(changed);
    const report = await rig.verify();
    const alternative = alternativeOf(changed, good);
    expect(report).toMatchObject({ missing: 1, different: 1, mended: 2, unrecorded: 0 });
    expect(report.problems.map(({ key, mending, under }) => [key, mending, under])).toEqual([
      [deleted, 'mended', deleted],
      [changed, 'mended', alternative],
    ]);
    expect(bodyAt(deleted)).toEqual(was);
    expect(bodyAt(alternative)).toEqual(good);
    const jobs = rig.queues.sent.map(({ body }) => jobOf(body) as RevisionJob);
    expect(jobs).toMatchObject([
      { origin: 'verify', details: {} },
      { origin: 'verify', damaged: true },
    ]);
    expect(jobs[0]).not.toHaveProperty('damaged');
  });

  test('names a damaged object until an operator removes it, but fetches its revision only once', async () => {
    const [changed = ''] = keys;
    const good = bodyAt(changed);
    change(changed);
    await rig.verify();
    const again = await rig.verify({ startedAt: '2026-11-22T02:30:00.000Z', arn: 'second' });
    expect(again.problems).toMatchObject([{ key: changed, mending: 'mended', under: alternativeOf(changed, good) }]);
    expect(again).toMatchObject({ different: 1, mended: 1, unrecorded: 0 });
    expect(rig.queues.sent).toHaveLength(1);
    rig.store.objects.delete(changed);
    const last = await rig.verify({ startedAt: '2026-11-23T02:30:00.000Z', arn: 'third' });
    expect(last).toMatchObject({ missing: 0, different: 0, problems: [] });
  });

  test('tells of the event that the journal had told of, as verify', async () => {
    const [deleted = ''] = keys;
    rig.store.objects.delete(deleted);
    await rig.verify();
    const entries = [...rig.store.bodies('pipeline/journal/').values()]
      .flatMap((body) => body.toString().trim().split('\n'))
      .map((line) => JSON.parse(line) as RevisionEntry)
      .filter(({ key }) => key === deleted);
    const told = entries.map(({ at, asset_id, version, version_id, etag }) => [
      at,
      asset_id,
      version,
      version_id,
      etag,
    ]);
    expect(told).toHaveLength(2);
    expect(told[1]).toEqual(told[0]);
    expect(entries.map(({ origin }) => origin)).toEqual([undefined, 'verify']);
  });

  test('tells what Cloudinary no longer has from what still waits', async () => {
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
      'queues are stuck: what has not been copied by now counts as pending',
    );
  });

  test('does not take a loss of long ago for one of now', async () => {
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

  test('yields to an older one that still goes on', async () => {
    rig.executions.running.add(OLDER);
    const folder = 'pipeline/reports/demo/verify/2026-11-21T02:00:00.000Z/';
    rig.store.place(`${folder}started.json`, Buffer.from(JSON.stringify({ execution: OLDER })));
    expect(await rig.drive()).toEqual({ ended: 'yielded', to: '2026-11-21T02:00:00.000Z', execution: OLDER });
    expect(rig.published).toEqual([]);
  });

  test('refuses to begin where it cannot make out what to read', async () => {
    await expect(rig.verify({ input: { readData: 'some' } })).rejects.toMatchObject({ code: 'invalid-configuration' });
    expect(rig.store.bodies('pipeline/reports/').size).toBe(0);
  });

  test('goes on where it was, however little time a step has', async () => {
    const [deleted = '', changed = '', rotten = ''] = keys;
    rig.store.objects.delete(deleted);
    change(changed);
    rot(rotten);
    rig.store.pageSize = 7;
    const report = await rig.verify({ overrides: { isLate: () => true }, input: { readData: '100%' } });
    expect(mendings(report)).toEqual({
      [deleted]: 'missing, mended',
      [changed]: 'different, mended',
      [rotten]: 'corrupt, mended',
    });
    expect(report).toMatchObject({ expected: 40, found: 39, read: 38, unrecorded: 0 });
    // An object for each step: none is begun once it is late.
    expect([...rig.store.objects.keys()].filter((key) => key.includes('/_read-'))).toHaveLength(38);
  });

  test('hands on a small state, and a cost', async () => {
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

test('the alternative key of these tests is the one of the layout', () => {
  const asset = { resource_type: 'image', type: 'upload', public_id: 'photo-000' };
  const [key = ''] = keys;
  const good = bodyAt(key);
  const version = Number(/(\d+)\.png$/.exec(key)?.[1]);
  expect(alternativeOf(key, good)).toBe(alternativeRevisionKey('demo', asset, { version, format: 'png' }, md5(good)));
});
