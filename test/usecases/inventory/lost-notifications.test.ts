import { expect, test } from 'vitest';
import { md5, someBytes } from '../../doubles/byte-sources.ts';
import { InventoryLab } from '../../doubles/inventory-lab.ts';
import { expectTruth, randomNumbers, stock } from './lab-views.ts';

const DROPPED = 0.3;

test('30 % of notifications lost, of 1,000 uploads, 200 deletes and 300 tag changes: one run makes it all good', async () => {
  const lab = new InventoryLab();
  const random = randomNumbers(7);
  stock(lab, 500);
  await lab.run();
  // Another thousand uploads, some of which overwrite what was there.
  for (let index = 0; index < 1000; index += 1) {
    lab.pass(1);
    lab.library.upload(`photo/${Math.floor(random() * 1200)}`, someBytes(50, 10_000 + index), { tags: ['new'] });
  }
  for (let index = 0; index < 200; index += 1) {
    lab.pass(1);
    const asset = lab.library.held[Math.floor(random() * lab.library.held.length)];
    lab.library.destroy(asset?.public_id ?? '');
  }
  for (let index = 0; index < 300; index += 1) {
    lab.pass(1);
    const asset = lab.library.held[Math.floor(random() * lab.library.held.length)];
    lab.library.tag(asset?.public_id ?? '', ['kept', `tag ${index}`]);
  }
  // Those that came find some of their revisions replaced already: these are lost, and never faked.
  await lab.notify(() => random() >= DROPPED);
  lab.pass(3600);
  const { report, startedAt } = await lab.run();

  await expectTruth(lab, startedAt);
  // From the journal alone, over the inventory before: the corrections say the same.
  await expectTruth(lab);
  expect(report.completeness).toMatchObject({ assets: lab.library.held.length, unprotected: 0 });
  expect(report.tally.queued).toBeGreaterThan(100);
  expect(report.tally.gone).toBeGreaterThan(20);

  // What was overwritten unseen is not claimed: whatever is said to be stored is there, with the bytes that are named.
  const claims = lab.journal().filter((entry) => entry.kind === 'revision' && entry.key !== undefined);
  expect(claims.length).toBeGreaterThan(1000);
  for (const claim of claims) {
    if (claim.kind !== 'revision') continue;
    expect(md5(lab.store.objects.get(claim.key ?? '')?.body ?? new Uint8Array())).toBe(claim.etag);
  }
  const stored = [...lab.store.objects.keys()].filter((key) => key.startsWith('pipeline/res/'));
  expect(lab.library.history.size).toBeGreaterThan(stored.length);
}, 60_000);
