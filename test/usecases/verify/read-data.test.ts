import { beforeEach, describe, expect, test } from 'vitest';
import { PipelineError } from '../../../shared/domain/errors.ts';
import type { ByteSource } from '../../../shared/usecases/byte-source.ts';
import { LARGE_OBJECT_BYTES } from '../../../shared/usecases/verify/objects-source.ts';
import { md5, someBytes } from '../../doubles/byte-sources.ts';
import { fill, mendings, STARTED_AT, type VerifyRig, verifyRig } from './verify-rig.ts';

let rig: VerifyRig;
let keys: readonly string[];

/** Bytes change under an ETag that stays. */
function rot(key: string): void {
  const held = rig.store.objects.get(key);
  if (held === undefined) throw new Error('Nothing is there.');
  const body = held.body.slice();
  body[3] = 255 - (body[3] ?? 0);
  rig.store.objects.set(key, { ...held, body });
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
  test('finds what no ETag tells, which nothing else does', async () => {
    const [rotten = ''] = keys;
    const good = rig.store.objects.get(rotten)?.body ?? new Uint8Array();
    rot(rotten);
    expect(await rig.verify()).toMatchObject({ corrupt: 0, read: 0 });
    expect(opened()).toEqual([]);
    const report = await rig.verify({ input: { readData: '100%' }, startedAt: '2026-11-22T02:30:00.000Z', arn: '2' });
    expect(report).toMatchObject({ corrupt: 1, mended: 1, read: 60, read_bytes: 30_000, read_data: '100%' });
    expect(report.problems).toMatchObject([
      { problem: 'corrupt', key: rotten, under: rotten.replace('.png', `-${md5(good)}.png`), found: { bytes: 500 } },
    ]);
    expect(report.problems[0]?.found?.md5).not.toBe(md5(good));
  });

  test('reads in slices every object exactly once', async () => {
    for (let slice = 1; slice <= 7; slice += 1) {
      const startedAt = `2026-11-2${slice + 1}T02:30:00.000Z`;
      await rig.verify({ input: { readData: `${slice}/7` }, startedAt, arn: String(slice) });
    }
    expect([...opened()].sort()).toEqual([...keys].sort());
  });

  test('reads random bytes until they are used up', async () => {
    const report = await rig.verify({ input: { readData: '10000' } });
    expect(report.read_bytes).toBeLessThanOrEqual(10_000);
    expect(report.read_bytes).toBeGreaterThan(4000);
    expect(opened()).toHaveLength(report.read);
    expect(
      await rig.verify({ input: { readData: '1GB' }, startedAt: '2026-11-22T02:30:00.000Z', arn: '2' }),
    ).toMatchObject({
      read: 60,
    });
  });

  test('holds the bytes of a choice to what was asked for, shard after shard', async () => {
    const sizes = new Set<number>();
    for (let run = 10; run < 30; run += 1) {
      const report = await rig.verify({
        input: { readData: '5000', mend: false },
        startedAt: `2026-12-${run}T02:30:00.000Z`,
        arn: String(run),
      });
      sizes.add(report.read_bytes);
    }
    expect(Math.max(...sizes)).toBe(5000);
  });

  test('compares the SHA-256 where it is known, and the length', async () => {
    const [rotten = '', short = ''] = keys;
    const journal = [...rig.store.bodies('pipeline/journal/')].map(([key, body]) => {
      // Nobody ever told an MD5: only what was seen when it was stored.
      const line = body
        .toString()
        .replace(/"etag":"[0-9a-f]{32}",/, '')
        .replace('"verified":"md5"', '"verified":"length"');
      return [key, line] as const;
    });
    for (const [key, line] of journal) rig.store.place(key, Buffer.from(line));
    const body = rig.store.objects.get(rotten)?.body.slice() ?? new Uint8Array();
    body[0] = 255 - (body[0] ?? 0);
    rig.store.place(rotten, body);
    const held = rig.store.objects.get(short);
    const { keys: list } = rig.store;
    rig.store.keys = async (...args) => {
      const page = await list.apply(rig.store, args);
      return {
        ...page,
        objects: page.objects.map((object) => (object.key === short ? { ...object, bytes: 500 } : object)),
      };
    };
    if (held !== undefined) rig.store.objects.set(short, { ...held, body: held.body.slice(1) });
    const report = await rig.verify({ input: { readData: '100%', mend: false } });
    expect(mendings(report)).toEqual({ [rotten]: 'corrupt, not-tried', [short]: 'corrupt, not-tried' });
  });

  test('names as missing what vanishes before it is read', async () => {
    const [vanishing = ''] = keys;
    rig.store.before = ({ name, key }) => {
      if (name === 'open' && key === vanishing) rig.store.objects.delete(vanishing);
      return undefined;
    };
    const report = await rig.verify({ input: { readData: '100%', mend: false } });
    expect(mendings(report)).toEqual({ [vanishing]: 'missing, not-tried' });
    expect(report).toMatchObject({ read: 59, read_bytes: 29_500, missing: 1 });
  });

  test('tries three times what is refused, and then counts it', async () => {
    const [refused = '', hesitant = ''] = keys;
    let hesitations = 2;
    rig.store.before = ({ name, key }) => {
      if (name !== 'open') return undefined;
      if (key === hesitant && hesitations-- > 0) return new PipelineError('storage-failed', 'S3 failed.');
      return key === refused ? new PipelineError('access-denied', 'S3 denied access.') : undefined;
    };
    const report = await rig.verify({ input: { readData: '100%' } });
    expect(report).toMatchObject({ read: 59, unread: 1, corrupt: 0 });
    expect(opened().filter((key) => key === refused)).toHaveLength(3);
    expect(rig.notes).toContainEqual({
      message: 'object not read',
      details: { key: refused, because: 'access-denied' },
    });
  });

  test('ends with the time of its function', async () => {
    const controller = new AbortController();
    rig.store.before = ({ name }) => {
      if (name === 'open') controller.abort(new PipelineError('out-of-time', 'The time is up.'));
      return undefined;
    };
    const overrides = { signal: controller.signal };
    await expect(rig.verify({ input: { readData: '100%' }, overrides })).rejects.toMatchObject({ code: 'out-of-time' });
  });

  test('begins a large object anew in the next step, and gives it up after a whole one', async () => {
    const [large = ''] = keys;
    const { keys: list, open } = rig.store;
    const journal = [...rig.store.bodies('pipeline/journal/')].find(([, body]) => body.includes(`"key":"${large}"`));
    if (journal === undefined) throw new Error('No entry.');
    const line = journal[1].toString().replace('"bytes":500', `"bytes":${LARGE_OBJECT_BYTES}`);
    rig.store.place(journal[0], Buffer.from(line));
    rig.store.keys = async (...args) => {
      const page = await list.apply(rig.store, args);
      const grown = page.objects.map((each) => (each.key === large ? { ...each, bytes: LARGE_OBJECT_BYTES } : each));
      return { ...page, objects: grown };
    };
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
      input: { readData: '100%' },
      overrides: { isLate: () => isLate },
      onState: () => {
        isLate = false;
      },
    });
    expect(report).toMatchObject({ read: 59, unread: 1, corrupt: 0, missing: 0 });
    expect(opened().filter((key) => key === large)).toHaveLength(2);
    expect(cancelled).toBe(2);
    expect(rig.notes).toContainEqual({
      message: 'object not read',
      details: { key: large, because: 'too large for a step' },
    });
    expect(report.started_at).toBe(STARTED_AT);
  });
});
