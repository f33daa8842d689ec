import { beforeEach, describe, expect, test } from 'vitest';
import { PipelineError } from '../../../shared/domain/errors.ts';
import { someBytes } from '../../doubles/byte-sources.ts';
import { InventoryLab } from '../../doubles/inventory-lab.ts';
import { expectTruth, stock, uploadPhotos } from './lab-views.ts';

let lab: InventoryLab;
/** Whether Cloudinary tells how large the library is: if not, it goes into 16 shards. */
let usageWorks: boolean;

beforeEach(() => {
  lab = new InventoryLab();
  usageWorks = true;
  lab.listing.before = (call) =>
    call === 'usage' && !usageWorks ? new PipelineError('origin-failed', 'HTTP 503.') : undefined;
  lab.listing.pageSize = 50;
});

function shardsOf(startedAt: string): number {
  return new Set(
    [...lab.store.objects.keys()].flatMap((key) => new RegExp(`${startedAt}/_listed-(\\d+)`).exec(key)?.[1] ?? []),
  ).size;
}

/** Changes something of all kinds, of which every second notification comes. */
async function change(round: number): Promise<void> {
  lab.pass(60);
  uploadPhotos(lab, 40, 1000 * (round + 1));
  for (let index = 0; index < 40; index += 1) {
    const name = `photo/${index + 40 * round}`;
    lab.pass(1);
    if (index % 4 === 0) lab.library.destroy(name);
    else if (index % 4 === 1) lab.library.rename(name, `renamed/${round}/${index}`);
    else if (index % 4 === 2) lab.library.tag(name, [`round ${round}`]);
    else lab.library.upload(name, someBytes(60, 5000 + 100 * round + index));
  }
  await lab.notify((_job, index) => index % 2 === 0);
  lab.pass(3600);
}

describe('runs of different numbers of shards', () => {
  test.each([[[false, true, false]], [[true, false, false]]])(
    'find the same (usage told: %j)',
    async (told) => {
      stock(lab, 300);
      for (const [round, works] of told.entries()) {
        usageWorks = works;
        const { startedAt, report } = await lab.run();
        expect(shardsOf(startedAt)).toBe(works ? 1 : 16);
        expect(report.completeness).toMatchObject({ assets: lab.library.held.length, unprotected: 0 });
        expect(await lab.rows(startedAt)).toHaveLength(lab.library.held.length);
        await expectTruth(lab, startedAt);
        expect((await lab.run()).report.tally).toMatchObject({ queued: 0, heads: 0, observed: 0, gone: 0 });
        await change(round);
      }
      const { startedAt } = await lab.run();
      await expectTruth(lab, startedAt);
    },
    30_000,
  );

  test('fail now and then in every shard, and still come to their end', async () => {
    usageWorks = false;
    stock(lab, 200);
    await lab.run();
    for (let index = 0; index < 100; index += 1) lab.library.destroy(`photo/${index}`);
    let calls = 0;
    const { before } = lab.listing;
    lab.listing.before = (call) => {
      if (!call.startsWith('existing')) return before(call);
      calls += 1;
      return calls % 2 === 1 ? new PipelineError('origin-failed', 'HTTP 503.') : undefined;
    };
    const { report } = await lab.run();
    expect(report.tally).toMatchObject({ gone: 100 });
    // More failures than a run takes in a row, each mended by the next attempt.
    expect(calls).toBe(32);
  });
});
