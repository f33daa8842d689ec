import { beforeEach, describe, expect, test } from 'vitest';
import { InventoryLab } from '../../doubles/inventory-lab.ts';
import { asFolded, asListed, missingInBucket, uploadPhotos } from './lab-views.ts';

let lab: InventoryLab;

beforeEach(() => {
  lab = new InventoryLab();
});

describe('the first run', () => {
  test('is the initial backup', async () => {
    uploadPhotos(lab, 1200);
    lab.pass(3600);
    const { report, startedAt } = await lab.run();
    expect(report.completeness).toMatchObject({ assets: 1200, protected: 1200, unprotected: 0, excluded: 0 });
    expect(report).toMatchObject({ initial: true, bandwidth: 60_000, shrinkage: 0 });
    expect(missingInBucket(lab)).toEqual([]);
    expect(asFolded(await lab.folded(startedAt))).toEqual(asListed(lab));
  }, 30_000);
});

describe('a second run', () => {
  test('queues nothing and asks S3 for nothing', async () => {
    uploadPhotos(lab, 1200);
    lab.pass(3600);
    await lab.run();
    lab.store.calls.length = 0;
    lab.listing.calls.length = 0;
    const { report } = await lab.run();
    expect(report.tally).toMatchObject({ queued: 0, heads: 0, observed: 0 });
    expect(report.completeness).toMatchObject({ assets: 1200, protected: 1200 });
    expect(lab.store.calls.filter(({ name }) => name === 'head')).toEqual([]);
    expect(lab.listing.calls).toHaveLength(3 + 8 + 1);
  }, 30_000);
});
