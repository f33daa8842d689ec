import { expect, test } from 'vitest';
import { PipelineError } from '../../../shared/domain/errors.ts';
import { InventoryLab } from '../../doubles/inventory-lab.ts';
import { missingInBucket, stock, uploadPhotos } from './lab-views.ts';

const LIMIT = 500;
const RESERVE = 0.2;

test('500 calls an hour, a fifth of them reserved: never exceeded, never into the reserve, and 95 % of the rest used', async () => {
  const lab = new InventoryLab();
  stock(lab, 1800);
  Object.assign(lab.listing, { limit: LIMIT, reserve: RESERVE, pageSize: 1 });
  // A page takes its time.
  lab.listing.before = () => void lab.pass(2);
  const { report } = await lab.run();
  const hours = [...lab.listing.hours.values()];
  const usable = LIMIT * (1 - RESERVE);
  expect(hours.length).toBeGreaterThanOrEqual(5);
  expect(Math.max(...hours)).toBeLessThanOrEqual(usable);
  // The last hour has only what was left.
  for (const calls of hours.slice(0, -1)) expect(calls).toBeGreaterThanOrEqual(0.95 * usable);
  expect(report.completeness).toMatchObject({ assets: 1800, protected: 1800 });
  expect(missingInBucket(lab)).toEqual([]);
}, 60_000);

test('what Cloudinary throttles without saying until when is tried again, later and later', async () => {
  const lab = new InventoryLab();
  stock(lab, 30);
  lab.listing.pageSize = 10;
  let failures = 6;
  lab.listing.before = (call) => {
    if (!call.startsWith('page') || failures === 0) return undefined;
    failures -= 1;
    return new PipelineError(failures % 2 === 0 ? 'throttled' : 'origin-failed', 'Cloudinary answered 420 or 503.');
  };
  const began = lab.clock.now().getTime();
  const { report } = await lab.run();
  expect(report.completeness).toMatchObject({ assets: 30, protected: 30 });
  expect(lab.clock.now().getTime() - began).toBeGreaterThan((5 + 10 + 20 + 40 + 80 + 160) * 1000);
});

test('a quota that others have used up is waited for until its reset, after a few attempts', async () => {
  const lab = new InventoryLab();
  stock(lab, 40);
  Object.assign(lab.listing, { limit: LIMIT, reserve: RESERVE, pageSize: 10 });
  lab.clock.set('2026-11-21T05:10:00.000Z');
  let pages = 0;
  lab.listing.before = (call) => {
    if (call.startsWith('page')) pages += 1;
    const isUsedUp = pages > 2 && lab.clock.iso < '2026-11-21T06:00:00.000Z';
    return isUsedUp ? new PipelineError('throttled', 'The Admin API throttles (HTTP 420).') : undefined;
  };
  const { report } = await lab.run();
  expect(report.completeness).toMatchObject({ assets: 40, protected: 40 });
  expect(lab.clock.iso > '2026-11-21T06:00:00.000Z').toBe(true);
  expect(pages).toBeLessThanOrEqual(12 + 10);
});

test('what fails again and again ends the run, with the reason', async () => {
  const lab = new InventoryLab();
  uploadPhotos(lab, 1);
  lab.listing.before = (call) =>
    call.startsWith('page') ? new PipelineError('credentials-unavailable', 'The Admin API refused.') : undefined;
  await expect(lab.run()).rejects.toThrow('The Admin API refused.');
  expect(lab.listing.calls.filter((call) => call.startsWith('page'))).toHaveLength(9);
});

test('a cursor that Cloudinary no longer takes costs a little, and no asset', async () => {
  const lab = new InventoryLab();
  for (let index = 0; index < 60; index += 1) {
    uploadPhotos(lab, 1, index);
    lab.pass(600);
  }
  lab.listing.pageSize = 10;
  let expired = 0;
  lab.listing.before = (call) => {
    // Every second page, but not right after the listing went on without a cursor.
    if (!call.includes('after:') || expired >= 3 || lab.listing.calls.length % 3 !== 0) return undefined;
    expired += 1;
    return new PipelineError('cursor-rejected', 'Invalid value for parameter next_cursor.');
  };
  lab.pass(3600);
  const { report, startedAt } = await lab.run();
  expect(expired).toBe(3);
  expect(report.completeness).toMatchObject({ assets: 60, protected: 60 });
  expect(await lab.rows(startedAt)).toHaveLength(60);
  expect(missingInBucket(lab)).toEqual([]);
  // Each time it went on from a minute before the newest asset, not from the beginning.
  expect(lab.listing.calls.filter((call) => call.startsWith('page image/upload')).length).toBeLessThanOrEqual(
    6 + 3 * 2 + 1,
  );
});
