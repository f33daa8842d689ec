import { beforeEach, test } from 'vitest';
import { InventoryLab } from '#test/doubles/inventory-lab.ts';
import { backedUp, runs, uploadPhotos } from './lab-views.ts';

let lab: InventoryLab;

beforeEach(() => {
  lab = new InventoryLab();
});

test('a first inventory of a library all of whose 43 webhooks came misses none, and counts filled details apart', async () => {
  uploadPhotos(lab, 43);
  await lab.notify();
  lab.pass(3600);
  await runs(lab, { tally: { queued: 0, unreported: 0, unreported_revisions: 0, filled: 43 } });
});

test('revisions count as unreported if their webhooks were cut off, and an hour has passed', async () => {
  await backedUp(lab, 3);
  uploadPhotos(lab, 5, 10);
  await lab.notify();
  // From here on, no webhook comes: eight uploads of an hour ago, and two of ten minutes ago.
  uploadPhotos(lab, 8, 20);
  await lab.notify(() => false);
  lab.pass(3000);
  uploadPhotos(lab, 2, 40);
  await lab.notify(() => false);
  lab.pass(700);
  await runs(lab, { tally: { queued: 10, unreported_revisions: 8 }, completeness: { unprotected: 0 } });
  lab.pass(3600);
  await runs(lab, { tally: { queued: 0, unreported_revisions: 0 } });
});

test('revisions that the inventory before could not copy do not count again', async () => {
  await backedUp(lab, 1);
  uploadPhotos(lab, 5, 10);
  await lab.notify(() => false);
  lab.pass(3700);
  lab.work = async () => [];
  await runs(lab, { tally: { queued: 5, unreported_revisions: 5 }, completeness: { unprotected: 5 } });
  lab.pass(3600);
  await runs(lab, { tally: { queued: 5, unreported_revisions: 0 } });
});
