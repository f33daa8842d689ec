import { describe, expect, test } from 'vitest';
import { PipelineError } from '../../../shared/domain/errors.ts';
import type { VerifyReport } from '../../../shared/domain/verify/verify-documents.ts';
import { md5, someBytes } from '../../doubles/byte-sources.ts';
import { fill, type VerifyRig, verifyRig } from './verify-rig.ts';

function broken(): Error {
  return new PipelineError('storage-failed', 'S3 failed (broken).');
}

function killed(): Error {
  return new Error('The function was killed.');
}

/** A bucket with each kind of problem, and of an object that nothing tells of. */
async function damagedBucket(): Promise<VerifyRig> {
  const rig = verifyRig();
  const [deleted = '', changed = '', rotten = '', gone = ''] = await fill(rig, 8);
  rig.store.objects.delete(deleted);
  rig.store.objects.delete(gone);
  rig.library.destroy('photo-003');
  rig.store.place(changed, someBytes(500, 99));
  const held = rig.store.objects.get(rotten);
  const body = someBytes(500, 98);
  if (held !== undefined) rig.store.objects.set(rotten, { ...held, body, md5: md5(held.body) });
  rig.store.place('pipeline/res/demo/image/upload/unknown/1700000099.png', someBytes(10));
  rig.store.pageSize = 5;
  // An inventory tells of two shards' worth of assets.
  const manifest = {
    v: 1,
    cloud: 'demo',
    started_at: '2026-11-20T02:30:00.000Z',
    listed_until: '',
    finished_at: '',
    shards: 2,
    parts: [],
    tally: { listed: 0, bytes: 0, queued: 0, queued_bytes: 0, calls: 0, heads: 0, observed: 0, gone: 0, lost: 0 },
    completeness: { assets: 100_000, bytes: 0, protected: 0, protected_bytes: 0, excluded: 0, unprotected: 0 },
  };
  Object.assign(manifest.tally, { unreadable: 0 });
  Object.assign(manifest.completeness, {
    unobtainable: { placeholder: 0, lost: 0, blocked: 0, 'too-large': 0, unverifiable: 0, pending: 0 },
  });
  const folder = 'pipeline/inventory/demo/2026-11-20T02:30:00.000Z/';
  rig.store.place(`${folder}manifest.json`, Buffer.from(JSON.stringify(manifest)));
  return rig;
}

function essence({ cost_usd: _, ...report }: VerifyReport) {
  return report;
}

/** A failure is waited for. */
function timeless({ finished_at: _, duration_seconds: __, ...report }: VerifyReport) {
  return essence(report as VerifyReport);
}

function verify(rig: VerifyRig) {
  return rig.verify({ input: { readData: '1/1' } });
}

describe('a run whose function breaks off', () => {
  test.each([
    ['before', broken, timeless],
    ['after', killed, essence],
  ] as const)(
    '%s any call, by whatever error, comes to the same report (%#)',
    async (when, error, compared) => {
      const whole = await damagedBucket();
      const begun = whole.store.calls.length;
      const expected = compared(await verify(whole));
      expect(expected).toMatchObject({ missing: 2, different: 1, corrupt: 1, mended: 3, unrecorded: 1, read: 5 });
      const calls = whole.store.calls.length - begun;
      expect(calls).toBeGreaterThan(60);
      for (let at = 0; at < calls; at += 1) {
        const rig = await damagedBucket();
        let count = -1;
        let isAtWork = false;
        rig.store[when] = () => {
          // The worker's calls are its own affair.
          if (!isAtWork) count += 1;
          return !isAtWork && count === at ? error() : undefined;
        };
        const report = await rig.verify({
          input: { readData: '1/1' },
          whileWaiting: async () => {
            isAtWork = true;
            await rig.workOff();
            isAtWork = false;
          },
        });
        expect(compared(report), `call ${at}`).toEqual(expected);
      }
    },
    120_000,
  );

  test('between sending and hearing of it sends twice, and comes to the same report', async () => {
    const expected = timeless(await verify(await damagedBucket()));
    const rig = await damagedBucket();
    let lost = 1;
    rig.queues.after = () => (lost-- > 0 ? broken() : undefined);
    expect(timeless(await verify(rig))).toEqual(expected);
    let failed = 3;
    const other = await damagedBucket();
    other.queues.before = () => (failed-- > 0 ? broken() : undefined);
    expect(timeless(await verify(other))).toEqual(expected);
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
    const written = [...rig.store.bodies('pipeline/reports/')].find(([key]) => key.endsWith('report.json'));
    expect(JSON.parse(String(written?.[1]))).toEqual(report);
    expect(rig.published).toEqual([report]);
  });
});
