import { beforeEach, describe, expect, test } from 'vitest';
import { PipelineError } from '#shared/domain/errors.ts';
import type { VerifyReport } from '#shared/domain/verify/verify-documents.ts';
import type { ByteSource } from '#shared/usecases/byte-source.ts';
import { LARGE_OBJECT_BYTES } from '#shared/usecases/verify/objects-source.ts';
import type { VerifyState } from '#shared/usecases/verify/verify-state.ts';
import { md5, someBytes } from '#test/doubles/byte-sources.ts';
import { fill, mendings, placeInventory, STARTED_AT, type VerifyRig, verifyRig } from './verify-rig.ts';

let rig: VerifyRig;
let keys: readonly string[];

const ALL = { readData: '100%' };
/** Another run, on a later day. */
function onDay(day: number) {
  return { startedAt: `2026-12-${String(day).padStart(2, '0')}T02:30:00.000Z`, arn: String(day) };
}
/** Makes the bucket list an object with another length. */
function listAs(key: string, bytes: number): void {
  const { keys: list } = rig.store;
  rig.store.keys = async (...args) => {
    const page = await list.apply(rig.store, args);
    return { ...page, objects: page.objects.map((each) => (each.key === key ? { ...each, bytes } : each)) };
  };
}
/** Rewrites the lines of the journal. */
function rewrite(alter: (line: string) => string): void {
  for (const [key, body] of rig.store.bodies('pipeline/journal/'))
    rig.store.place(key, Buffer.from(alter(String(body))));
}
function opened(): readonly string[] {
  return rig.store.calls.filter(({ name }) => name === 'open').map(({ key }) => key);
}

beforeEach(async () => {
  rig = verifyRig();
  keys = await fill(rig, 60);
  rig.store.calls.length = 0;
});

describe('reading data', () => {
  test('finds damage that no ETag shows, which a run without reading does not', async () => {
    const [rotten = ''] = keys;
    const good = rig.bodyAt(rotten);
    rig.rot(rotten);
    expect(await rig.verify()).toMatchObject({ corrupt: 0, read: 0 });
    expect(opened()).toEqual([]);
    const report = await rig.verify({ input: ALL, ...onDay(1) });
    expect(report).toMatchObject({ corrupt: 1, mended: 1, read: 60, read_bytes: 30_000, read_data: '100%' });
    expect(report.problems).toMatchObject([
      {
        problem: 'corrupt',
        key: rotten,
        stored_key: rotten.replace('.png', `-${md5(good)}.png`),
        found: { bytes: 500 },
      },
    ]);
    expect(report.problems[0]?.found?.md5).not.toBe(md5(good));
  });

  test('reads no more bytes than asked for, shard after shard', async () => {
    const sizes = new Set<number>();
    for (let day = 10; day < 30; day += 1) {
      const begun = opened().length;
      const report = await rig.verify({ input: { readData: '5kB', mend: false }, ...onDay(day) });
      expect(opened()).toHaveLength(begun + report.read);
      sizes.add(report.read_bytes);
    }
    expect(Math.max(...sizes)).toBe(5000);
  });

  test('compares the SHA-256 if it is known, and the length', async () => {
    const [rotten = '', short = ''] = keys;
    // No MD5 was ever recorded, only what was computed when it was stored.
    rewrite((line) => line.replace(/"etag":"[0-9a-f]{32}",/, '').replace('"verified":"md5"', '"verified":"length"'));
    const body = rig.bodyAt(rotten).slice();
    body[0] = 255 - (body[0] ?? 0);
    rig.change(rotten, body);
    rig.change(short, rig.bodyAt(short).slice(1));
    listAs(short, 500);
    const report = await rig.verify({ input: { ...ALL, mend: false } });
    expect(mendings(report)).toEqual({ [rotten]: 'corrupt, not-tried', [short]: 'corrupt, not-tried' });
  });

  test('reports an object that vanishes before it is read as missing', async () => {
    const [vanishing = ''] = keys;
    rig.store.before = ({ name, key }) => {
      if (name === 'open' && key === vanishing) rig.store.objects.delete(vanishing);
      return undefined;
    };
    const report = await rig.verify({ input: { ...ALL, mend: false } });
    expect(mendings(report)).toEqual({ [vanishing]: 'missing, not-tried' });
    expect(report).toMatchObject({ read: 59, read_bytes: 29_500, missing: 1 });
  });

  test('tries a refused object three times, and then counts it as unread', async () => {
    const [refused = '', hesitant = ''] = keys;
    let hesitations = 2;
    rig.store.before = ({ name, key }) => {
      if (name !== 'open') return undefined;
      if (key === hesitant && hesitations-- > 0) return new PipelineError('storage-failed', 'S3 failed.');
      return key === refused ? new PipelineError('access-denied', 'S3 denied access.') : undefined;
    };
    const report = await rig.verify({ input: ALL });
    expect(report).toMatchObject({ read: 59, unread: 1, corrupt: 0 });
    expect(opened().filter((key) => key === refused)).toHaveLength(3);
    expect(rig.notes).toContainEqual({
      message: 'an object could not be read, so its bytes were not checked',
      details: { key: refused, because: 'access-denied' },
    });
  });

  test('ends when its function runs out of time', async () => {
    const controller = new AbortController();
    rig.store.before = ({ name }) => {
      if (name === 'open') controller.abort(new PipelineError('out-of-time', 'The time is up.'));
      return undefined;
    };
    const overrides = { signal: controller.signal };
    await expect(rig.verify({ input: ALL, overrides })).rejects.toMatchObject({ code: 'out-of-time' });
  });

  test('reads a large object again in the next step, and gives it up if a whole step is not enough', async () => {
    const [large = ''] = keys;
    const { open } = rig.store;
    rewrite((line) =>
      line.includes(`"key":"${large}"`) ? line.replace('"bytes":500', `"bytes":${LARGE_OBJECT_BYTES}`) : line,
    );
    listAs(large, LARGE_OBJECT_BYTES);
    let isLate = false;
    let cancelled = 0;
    rig.store.open = async (key, signal): Promise<ByteSource | undefined> => {
      if (key !== large) return open.call(rig.store, key, signal);
      rig.store.calls.push({ name: 'open', key });
      const chunks = (async function* () {
        for (;;) {
          yield someBytes(10);
          isLate = true;
        }
      })();
      const cancel = async (): Promise<void> => {
        cancelled += 1;
      };
      return { length: undefined, contentType: undefined, chunks, cancel };
    };
    const report = await rig.verify({
      input: ALL,
      overrides: { isLate: () => isLate },
      onState: () => {
        isLate = false;
      },
    });
    expect(report).toMatchObject({ read: 59, unread: 1, corrupt: 0, missing: 0 });
    expect(opened().filter((key) => key === large)).toHaveLength(2);
    expect(cancelled).toBe(2);
    expect(rig.notes).toContainEqual({
      message: 'an object could not be read, so its bytes were not checked',
      details: { key: large, because: 'too large for a step' },
    });
    expect(report.started_at).toBe(STARTED_AT);
  });
});

function broken(): Error {
  return new PipelineError('storage-failed', 'S3 failed (broken).');
}
function killed(): Error {
  return new Error('The function was killed.');
}

/** A bucket with each kind of problem, and with an object that nothing records. */
async function damagedBucket(): Promise<VerifyRig> {
  const rig = verifyRig();
  const [deleted = '', changed = '', rotten = '', gone = ''] = await fill(rig, 8);
  rig.store.objects.delete(deleted);
  rig.store.objects.delete(gone);
  rig.library.destroy('photo-003');
  rig.change(changed);
  rig.rot(rotten);
  rig.store.place('pipeline/res/demo/image/upload/unknown/1700000099.png', someBytes(10));
  rig.store.pageSize = 5;
  // An inventory records two shards' worth of assets.
  placeInventory(rig, [], 100_000);
  return rig;
}

function essence({ cost_usd: _, ...report }: VerifyReport) {
  return report;
}
/** Waits for a failure. */
function timeless({ finished_at: _, duration_seconds: __, ...report }: VerifyReport) {
  return essence(report as VerifyReport);
}

function verify(rig: VerifyRig, whileWaiting = rig.workOff) {
  return rig.verify({ input: { readData: '1/1' }, whileWaiting });
}

describe('a run whose function breaks off', () => {
  test.each([
    ['before', broken, timeless],
    ['after', killed, essence],
  ] as const)(
    '%s any call, by any error, has the same report (%#)',
    async (when, error, compared) => {
      const whole = await damagedBucket();
      const begun = whole.store.calls.length;
      const expected = compared(await verify(whole));
      expect(expected).toMatchObject({ missing: 2, different: 1, corrupt: 1, mended: 3, unrecorded: 1, read: 5 });
      const calls = whole.store.calls.length - begun;
      expect(calls).toBeGreaterThan(60);
      for (let at = 0; at < calls; at += 1) {
        const rig = await damagedBucket();
        let count = 0;
        const breakOff = () => (count++ === at ? error() : undefined);
        rig.store[when] = breakOff;
        const report = await verify(rig, async () => {
          // The worker's calls are not intervened in.
          rig.store[when] = () => undefined;
          await rig.workOff();
          rig.store[when] = breakOff;
        });
        expect(compared(report), `call ${at}`).toEqual(expected);
      }
    },
    120_000,
  );

  test('and that an operator redrives keeps what it has concluded', async () => {
    const rig = await damagedBucket();
    const input = { cloud: 'demo', reason: 'operator', readData: '1/1' } as const;
    const states: VerifyState[] = [];
    const overrides = { isLate: () => true };
    const report = await rig.verify({ input, overrides, onState: (state) => states.push(state) });
    const state = states.find(({ phase }) => phase === 'conclude');
    const key = [...rig.store.objects.keys()].find((each) => each.endsWith('/report.json')) ?? '';
    for (const revision of rig.revisions()) rig.store.objects.delete(revision);
    for (const altered of [
      () => undefined,
      () => rig.store.objects.delete(key),
      () => rig.store.place(key, someBytes(9)),
    ]) {
      altered();
      const again = await rig.verify({ input, from: state });
      expect(timeless(again)).toEqual(timeless(report));
    }
  });

  test('between sending and its answer sends jobs twice, and has the same report', async () => {
    const expected = timeless(await verify(await damagedBucket()));
    for (const [when, times] of [
      ['after', 1],
      ['before', 3],
    ] as const) {
      const rig = await damagedBucket();
      let left = times;
      rig.queues[when] = () => (left-- > 0 ? broken() : undefined);
      expect(timeless(await verify(rig))).toEqual(expected);
    }
  });

  test.each(['_problems-00', '_problems-01', '_later-00', 'report.txt'])(
    'at %s reads no object twice',
    async (file) => {
      const rig = await damagedBucket();
      let failures = 3;
      let comparedAgain = 0;
      rig.store.before = ({ name, key }) => {
        const isHit = name === 'put' && key.includes(file) && failures > 0;
        if (isHit) failures -= 1;
        if (name === 'read' && key.includes('/_found-00') && failures < 3) comparedAgain += 1;
        return isHit ? killed() : undefined;
      };
      const read = () => rig.store.calls.filter(({ name, key }) => name === 'open' && key.includes('/photo-'));
      const begun = read().length;
      await verify(rig);
      expect(failures).toBe(0);
      expect(read().length - begun).toBe(5);
      if (file !== '_problems-00') expect(comparedAgain).toBe(0);
    },
  );

  test('publishes the report that is in the bucket', async () => {
    const rig = await damagedBucket();
    let done = false;
    rig.store.after = ({ name, key }) => {
      if (done || name !== 'put' || !key.endsWith('report.json')) return undefined;
      done = true;
      rig.clock.pass(60);
      return broken();
    };
    const report = await verify(rig);
    expect(rig.written('report.json')).toEqual(report);
    expect(rig.published).toEqual([report]);
  });
});
