import { beforeEach, describe, expect, test } from 'vitest';
import { identityText } from '../../../shared/domain/asset.ts';
import { revisionKey } from '../../../shared/domain/bucket-layout.ts';
import { livingAssets } from '../../../shared/domain/journal/library-state.ts';
import { someBytes } from '../../doubles/byte-sources.ts';
import { InventoryLab } from '../../doubles/inventory-lab.ts';
import { listedAsset } from '../../doubles/memory-listing.ts';

let lab: InventoryLab;

beforeEach(() => {
  lab = new InventoryLab();
});

const upload = (count: number, from = 0) => {
  for (let index = from; index < from + count; index += 1) {
    lab.library.upload(`photo/${index}`, someBytes(50, index + 1), {
      tags: [`t${index}`],
      context: { n: String(index) },
    });
  }
};

const missingInBucket = () =>
  lab.library.held
    .map((asset) => revisionKey('demo', asset, listedAsset(asset).revision))
    .filter((key) => !lab.store.objects.has(key));

/** What the library is, as a fold tells it, less where the bytes are. */
const asFolded = (state: Awaited<ReturnType<InventoryLab['folded']>>) =>
  livingAssets(state)
    .map(({ asset, revision, details }) => ({
      asset,
      revision: { version: revision?.version, bytes: revision?.bytes, etag: revision?.etag },
      details: { ...details, tags: [...(details.tags ?? [])].sort() },
    }))
    .sort((a, b) => (identityText(a.asset) < identityText(b.asset) ? -1 : 1));

const asListed = () =>
  lab.library.held
    .map(listedAsset)
    .map(({ asset, revision, details }) => ({
      asset,
      revision: { version: revision.version, bytes: revision.bytes, etag: revision.etag },
      details: { ...details, tags: [...(details.tags ?? [])].sort() },
    }))
    .sort((a, b) => (identityText(a.asset) < identityText(b.asset) ? -1 : 1));

describe('the first run', () => {
  test('is the initial backup', async () => {
    upload(1200);
    lab.pass(3600);
    const { report, startedAt } = await lab.run();
    expect(report.completeness).toMatchObject({ assets: 1200, protected: 1200, unprotected: 0, excluded: 0 });
    expect(report).toMatchObject({ initial: true, bandwidth: 60_000, shrinkage: 0 });
    expect(missingInBucket()).toEqual([]);
    expect(asFolded(await lab.folded(startedAt))).toEqual(asListed());
  });
});

describe('a second run', () => {
  test('queues nothing and asks S3 for nothing', async () => {
    upload(1200);
    lab.pass(3600);
    await lab.run();
    lab.store.calls.length = 0;
    lab.listing.calls.length = 0;
    const { report } = await lab.run();
    expect(report.tally).toMatchObject({ queued: 0, heads: 0, observed: 0 });
    expect(report.completeness).toMatchObject({ assets: 1200, protected: 1200 });
    expect(lab.store.calls.filter(({ name }) => name === 'head')).toEqual([]);
    expect(lab.listing.calls).toHaveLength(3 + 8 + 1);
  });
});
