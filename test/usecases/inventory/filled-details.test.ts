import { beforeEach, describe, expect, test } from 'vitest';
import { InventoryLab } from '#test/doubles/inventory-lab.ts';
import { backedUp, expectTruth, NOTHING_TO_DO, runs, uploadPhotos } from './lab-views.ts';

let lab: InventoryLab;

beforeEach(() => {
  lab = new InventoryLab();
});

describe('a detail that upload notifications do not carry', () => {
  test('is filled by the first run, and is no unreported change', async () => {
    uploadPhotos(lab, 18);
    await lab.notify();
    lab.pass(3600);
    await runs(lab, { tally: { queued: 0, observed: 18, unreported: 0, filled: 18 } });
    const observed = lab.journal().filter((entry) => entry.kind === 'observed');
    expect(observed.map(({ details }) => Object.keys(details ?? {}).sort())).toEqual(
      Array(18).fill(['asset_folder', 'context', 'created_at', 'metadata']),
    );
    await expectTruth(lab);
    lab.pass(3600);
    await runs(lab, { tally: NOTHING_TO_DO });
  });

  test('is an unreported change if it changes once a run has listed it', async () => {
    uploadPhotos(lab, 3);
    await lab.notify();
    lab.pass(3600);
    await lab.run();
    lab.library.describe('photo/0', { owner: 'another' });
    lab.pass(3600);
    await runs(lab, { tally: { unreported: 1, filled: 0 } });
  });

  test('is filled again after an overwrite, which clears it', async () => {
    await backedUp(lab, 3);
    uploadPhotos(lab, 1);
    await lab.notify();
    lab.pass(3600);
    await runs(lab, { tally: { queued: 0, unreported: 0, filled: 1 } });
    await expectTruth(lab);
  });
});
