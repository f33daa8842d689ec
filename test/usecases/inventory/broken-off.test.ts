import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { manifestSchema } from '../../../shared/domain/inventory/inventory-documents.ts';
import { someBytes } from '../../doubles/byte-sources.ts';
import { InventoryLab, type LabRun } from '../../doubles/inventory-lab.ts';
import { backedUp, expectTruth, stock } from './lab-views.ts';

/** A library that was backed up once, and has changed unseen since; it is listed into one shard. */
async function changedLab(): Promise<InventoryLab> {
  const lab = new InventoryLab();
  lab.listing.pageSize = 6;
  await backedUp(lab, 12);
  lab.library.destroy('photo/0');
  lab.library.rename('photo/1', 'photo/0');
  lab.library.upload('photo/2', someBytes(60, 99));
  lab.library.tag('photo/3', ['changed']);
  lab.pass(3600);
  return lab;
}

/** Ends the process at a call of the store or of a queue, before it or when it has had its effect. */
function killAt(lab: InventoryLab, call: number, when: 'before' | 'after'): { readonly calls: () => number } {
  let [calls, dead] = [0, false];
  const dies = (now: 'before' | 'after'): Error | undefined => {
    if (calls === call && now === when) dead = true;
    return dead ? new Error('killed') : undefined;
  };
  const begin = () => {
    if (!dead) calls += 1;
    return dies('before');
  };
  Object.assign(lab.store, { before: begin, after: () => dies('after') });
  Object.assign(lab.queues, { before: begin, after: () => dies('after') });
  lab.intervene = () => {
    if (dead) calls += 1;
    dead = false;
    // Every phase in an invocation of its own: a retry begins there.
    return { isLate: () => true };
  };
  return { calls: () => calls };
}

/** Every part that the manifest names is there, as it says, and has all rows. */
async function partsAreWhole(lab: InventoryLab, { startedAt }: LabRun): Promise<void> {
  const folder = `pipeline/inventory/demo/${startedAt}/`;
  const text = Buffer.from(lab.store.objects.get(`${folder}manifest.json` as never)?.body ?? []).toString();
  const { parts, completeness } = manifestSchema.parse(JSON.parse(text));
  for (const { shard, number, md5 } of parts) {
    const name = `part-${String(shard).padStart(2, '0')}-${String(number).padStart(5, '0')}.ndjson.gz`;
    const body = lab.store.objects.get(`${folder}${name}` as never)?.body ?? new Uint8Array();
    expect(createHash('md5').update(body).digest('hex')).toBe(md5);
  }
  expect(parts.reduce((sum, { rows }) => sum + rows, 0)).toBe(completeness.assets);
}

describe('killed at each single call, and resumed', () => {
  test.each(['before', 'after'] as const)(
    '%s it had its effect, a run comes to the same',
    async (when) => {
      const whole = await changedLab();
      const counted = killAt(whole, -1, when);
      const { report } = await whole.run();
      const calls = counted.calls();
      expect(calls).toBeGreaterThan(50);
      for (let call = 1; call <= calls; call += 1) {
        const lab = await changedLab();
        killAt(lab, call, when);
        const run = await lab.run();
        Object.assign(lab.store, { before: () => undefined, after: () => undefined });
        expect({ call, of: run.report.completeness }).toEqual({ call, of: report.completeness });
        expect({ call, gone: run.report.tally.gone }).toEqual({ call, gone: 1 });
        await expectTruth(lab, run.startedAt);
        await expectTruth(lab);
        await partsAreWhole(lab, run);
      }
    },
    120_000,
  );
});

describe('deployed anew, with other rules, between two attempts at the last steps', () => {
  test.each(['part-', '_settled-', 'report.json', 'report.txt', 'manifest.json'])('after %s', async (file) => {
    const lab = await changedLab();
    let isKilled = false;
    lab.store.after = ({ name, key }) => {
      if (isKilled || name !== 'put' || !key.includes(`/${file}`)) return undefined;
      isKilled = true;
      lab.rules = { exclude: { tags: ['t5'] } };
      return new Error('killed');
    };
    const run = await lab.run();
    expect(isKilled).toBe(true);
    await partsAreWhole(lab, run);
    // And the next run goes on from it.
    lab.rules = {};
    const next = await lab.run();
    expect(next.report.completeness).toMatchObject({ assets: 11, protected: 11 });
    expect(next.report).toMatchObject({ initial: false });
  });
});

describe('queues', () => {
  let lab: InventoryLab;

  beforeEach(() => {
    lab = new InventoryLab();
    stock(lab, 5);
  });

  test('that nobody drains hold up a run for hours, not for ever; what waits is pending, and comes later', async () => {
    lab.drains = false;
    const began = lab.clock.now().getTime();
    const { report } = await lab.run();
    expect(report.completeness).toMatchObject({ protected: 0, unprotected: 5, unobtainable: { pending: 5 } });
    const hours = (lab.clock.now().getTime() - began) / 3_600_000;
    expect(hours).toBeGreaterThan(6);
    expect(hours).toBeLessThan(8);
    await lab.drain();
    lab.drains = true;
    const second = await lab.run();
    expect(second.report.completeness.protected).toBe(5);
    expect(second.report.tally).toMatchObject({ queued: 0, heads: 0 });
  });

  test('are not believed to be empty right after jobs were sent by an attempt that broke off', async () => {
    let isKilled = false;
    lab.store.after = ({ name, key }) => {
      if (isKilled || name !== 'put' || !key.includes('/_listed-')) return undefined;
      isKilled = true;
      return new Error('killed');
    };
    // As SQS may for a minute.
    const began = lab.clock.now().getTime();
    lab.queues.counted = (_queue, pending) => (lab.clock.now().getTime() - began < 50_000 ? 0 : pending);
    const drain = lab.drain.bind(lab);
    lab.drain = async () => {
      lab.drain = drain;
    };
    const { report } = await lab.run();
    expect(isKilled).toBe(true);
    expect(report.completeness).toMatchObject({ protected: 5 });
  });
});

test('what goes from step to step stays small, whatever the library is like', async () => {
  const lab = new InventoryLab();
  lab.listing.pageSize = 5;
  for (let index = 0; index < 150; index += 1) {
    lab.library.upload(`${'ä'.repeat(3000)}/${index}`, someBytes(20, index + 1), {
      metadata: { text: 'x'.repeat(9000) },
    });
    lab.library.withdraw(`${'ä'.repeat(3000)}/${index}`);
  }
  lab.pass(3600);
  const startedAt = lab.clock.iso;
  let largest = 0;
  for (let step = await lab.step(startedAt, undefined, { isLate: () => true }); ; ) {
    largest = Math.max(largest, Buffer.byteLength(JSON.stringify(step)));
    if (step.next === 'done') break;
    if (step.next === 'wait') lab.clock.set(step.until);
    step = await lab.step(startedAt, step.state, { isLate: () => true });
  }
  expect(largest).toBeLessThan(200_000);
});
