import { beforeEach, describe, expect, test } from 'vitest';
import { someBytes } from '../../doubles/byte-sources.ts';
import { fill, type VerifyRig, verifyRig } from './verify-rig.ts';

let rig: VerifyRig;

beforeEach(async () => {
  rig = verifyRig();
  await fill(rig, 20);
  rig.clock.pass(60);
});

/** Does something once, at the first listing of the revisions. */
function atListing(work: () => Promise<void> | void): void {
  let done = false;
  let busy = Promise.resolve();
  const { keys } = rig.store;
  rig.store.keys = async (prefix, options) => {
    if (prefix === 'pipeline/res/demo/' && !done) {
      done = true;
      busy = Promise.resolve(work());
      await busy;
    }
    return keys.call(rig.store, prefix, options);
  };
}

describe('while a run goes on', () => {
  test('what is stored and recorded after the journal was read is no false alarm', async () => {
    atListing(async () => void (await rig.upload('new')));
    const waits: number[] = [];
    const report = await rig.verify({ whileWaiting: async () => void waits.push(1) });
    expect(report).toMatchObject({ expected: 20, found: 21, missing: 0, unrecorded: 0, problems: [] });
    expect(waits).toHaveLength(1);
    expect(rig.queues.sent).toEqual([]);
  });

  test('what is recorded only later is no false alarm either', async () => {
    let journal: (() => void) | undefined;
    atListing(async () => {
      const before = new Set(rig.store.objects.keys());
      await rig.upload('new');
      const [key = ''] = [...rig.store.objects.keys()].filter(
        (each) => each.startsWith('pipeline/journal/') && !before.has(each),
      );
      const held = rig.store.objects.get(key);
      rig.store.objects.delete(key);
      journal = () => void (held && rig.store.objects.set(key, held));
    });
    const report = await rig.verify({ whileWaiting: async () => journal?.() });
    expect(report).toMatchObject({ found: 21, missing: 0, unrecorded: 0 });
  });

  test('an object that nothing tells of is counted, after as long as a worker may work', async () => {
    rig.store.place('pipeline/res/demo/image/upload/stray/1700000500.png', someBytes(9));
    const started = rig.clock.now().getTime();
    const report = await rig.verify();
    expect(report).toMatchObject({ unrecorded: 1, missing: 0, problems: [], found: 21 });
    expect(rig.clock.now().getTime() - started).toBe(960_000);
  });

  test('how long that is can be set', async () => {
    rig.store.place('pipeline/res/demo/image/upload/stray/1700000500.png', someBytes(9));
    const started = rig.clock.now().getTime();
    expect(await rig.verify({ overrides: { settleSeconds: 0 } })).toMatchObject({ unrecorded: 1 });
    expect(rig.clock.now().getTime()).toBe(started);
  });

  test('objects of other clouds are none of its business', async () => {
    rig.store.place('pipeline/res/demo2/image/upload/other/1700000500.png', someBytes(9));
    rig.store.place('res/demo/image/upload/native/1700000500.png', someBytes(9));
    expect(await rig.verify()).toMatchObject({ found: 20, unrecorded: 0 });
  });
});
