import { beforeEach, describe, expect, test } from 'vitest';
import { PipelineError } from '../../../shared/domain/errors.ts';
import { livingAssets } from '../../../shared/domain/journal/library-state.ts';
import { someBytes } from '../../doubles/byte-sources.ts';
import { InventoryLab } from '../../doubles/inventory-lab.ts';
import { expectTruth, missingInBucket, stock, uploadPhotos } from './lab-views.ts';

let lab: InventoryLab;

beforeEach(() => {
  lab = new InventoryLab();
});

function observed() {
  return lab.journal().filter((entry) => entry.kind === 'observed');
}

describe('an asset', () => {
  test('that was renamed unseen is copied within the bucket, not downloaded again', async () => {
    stock(lab, 3);
    await lab.run();
    lab.library.rename('photo/1', 'renamed/one');
    lab.library.calls.length = 0;
    lab.pass(3600);
    const { report, startedAt } = await lab.run();
    expect(report.tally.queued).toBe(1);
    expect(report).toMatchObject({ bandwidth: 0, completeness: { assets: 3, protected: 3 } });
    expect(lab.library.calls.filter((call) => call === 'download')).toEqual([]);
    await expectTruth(lab, startedAt);
    await expectTruth(lab);
  });

  test('that the rules exclude is listed, and neither copied nor missed', async () => {
    lab.rules = { exclude: { tags: ['t1'] } };
    stock(lab, 3);
    const { report, startedAt } = await lab.run();
    expect(report.completeness).toMatchObject({ assets: 3, protected: 2, excluded: 1, unprotected: 0 });
    expect((await lab.rows(startedAt)).map(({ status, detail }) => [status, detail])).toContainEqual([
      'excluded',
      'excluded by tag t1',
    ]);
  });

  test('without its original is named, and not tried', async () => {
    uploadPhotos(lab, 3);
    lab.library.withdraw('photo/2');
    lab.pass(3600);
    const { report } = await lab.run();
    expect(report.completeness).toMatchObject({ protected: 2, unprotected: 1, unobtainable: { placeholder: 1 } });
    expect(report.examples).toMatchObject([{ public_id: 'photo/2', reason: 'placeholder' }]);
    expect(report.tally.queued).toBe(2);
  });

  test('that Cloudinary refuses to hand out is given up by its reason, and tried by five runs only', async () => {
    uploadPhotos(lab, 3);
    lab.library.intervene = (call) =>
      call === 'download' && lab.library.calls.filter((made) => made === 'download').length > 2
        ? new PipelineError('not-found', 'Cloudinary answered a download with HTTP 404.', { status: 404 })
        : undefined;
    lab.pass(3600);
    const first = await lab.run();
    expect(first.report.completeness).toMatchObject({ protected: 2, unobtainable: { blocked: 1 } });
    expect(first.report.examples).toMatchObject([{ reason: 'blocked', detail: expect.stringContaining('404') }]);
    for (let run = 2; run <= 5; run += 1) expect((await lab.run()).report.tally.queued).toBe(1);
    const sixth = await lab.run();
    expect(sixth.report.tally.queued).toBe(0);
    expect(sixth.report.completeness).toMatchObject({ unobtainable: { blocked: 1 } });
    expect((await lab.run({ retry: true })).report.tally.queued).toBe(1);
    lab.library.intervene = () => undefined;
    expect((await lab.run({ retry: true })).report.completeness).toMatchObject({ protected: 3, unprotected: 0 });
  });

  test('that was replaced between its listing and its copying is lost, and its successor comes with the next run', async () => {
    stock(lab, 2);
    lab.drains = false;
    const began = lab.run();
    lab.drains = true;
    lab.library.upload('photo/0', someBytes(60, 99));
    const { report } = await began;
    expect(report.completeness.protected + report.completeness.unprotected).toBe(2);
    await lab.run();
    expect(missingInBucket(lab)).toEqual([]);
  });

  test('that vanished unseen is recorded once; one that was deleted with a notification is not', async () => {
    stock(lab, 4);
    await lab.notify();
    await lab.run();
    const before = observed().length;
    lab.pass(5);
    lab.library.destroy('photo/0');
    await lab.notify();
    lab.library.destroy('photo/1');
    lab.pass(3600);
    const { report, startedAt } = await lab.run();
    expect(report.tally).toMatchObject({ gone: 1, observed: 1 });
    expect(observed().slice(before)).toMatchObject([{ state: 'gone', public_id: 'photo/1' }]);
    expect(livingAssets(await lab.folded())).toHaveLength(2);
    expect(report.shrinkage).toBe(0.5);
    await expectTruth(lab, startedAt);
    expect((await lab.run()).report.tally).toMatchObject({ gone: 0, observed: 0 });
    expect([...lab.store.objects.keys()].filter((key) => key.startsWith('pipeline/res/'))).toHaveLength(4);
  });

  test('that a page passed over is not said to be gone', async () => {
    stock(lab, 4);
    await lab.run();
    const page = lab.listing.page.bind(lab.listing);
    lab.listing.page = async (...args) => {
      const listed = await page(...args);
      return { ...listed, assets: listed.assets.filter(({ asset }) => asset.public_id !== 'photo/2') };
    };
    const { report, startedAt } = await lab.run();
    expect(report.tally.gone).toBe(0);
    expect(report.completeness).toMatchObject({ assets: 4, protected: 4 });
    await expectTruth(lab, startedAt);
  });

  test('whose details changed unseen is corrected, each detail by itself', async () => {
    stock(lab, 3);
    await lab.notify();
    await lab.run();
    const before = observed().length;
    lab.library.tag('photo/0', ['b', 'a']);
    lab.library.describe('photo/1', { owner: 'somebody' });
    lab.pass(3600);
    await lab.run();
    expect(observed().slice(before)).toMatchObject([
      { public_id: 'photo/0', details: { tags: ['b', 'a'] } },
      { public_id: 'photo/1', details: { metadata: { owner: 'somebody' } } },
    ]);
    expect(Object.keys(observed().slice(before)[0]?.details ?? {})).toEqual(['tags']);
    await expectTruth(lab);
  });
});

describe('what notifications left unknown', () => {
  test('is filled by the first run', async () => {
    uploadPhotos(lab, 3);
    await lab.notify();
    lab.pass(3600);
    const { report } = await lab.run();
    expect(report.tally).toMatchObject({ queued: 0, observed: 3 });
    expect(observed().map(({ details }) => Object.keys(details ?? {}).sort())).toEqual(
      Array(3).fill(['asset_folder', 'context', 'created_at', 'metadata']),
    );
    await expectTruth(lab);
  });
});

describe('two runs at once', () => {
  test('the younger yields to the older, with a clear word', async () => {
    uploadPhotos(lab, 3);
    lab.executions.running.add('arn:2026-11-21T02:00:00.000Z');
    const older = await lab.step('2026-11-21T02:00:00.000Z', undefined, { isLate: () => true });
    expect(older.next).toBe('continue');
    expect(await lab.step('2026-11-21T02:00:05.000Z', undefined)).toEqual({
      next: 'done',
      outcome: { ended: 'yielded', to: '2026-11-21T02:00:00.000Z', execution: 'arn:2026-11-21T02:00:00.000Z' },
    });
    lab.executions.running.clear();
    expect((await lab.step('2026-11-21T02:00:09.000Z', undefined, { isLate: () => true })).next).toBe('continue');
  });
});

describe('while the queues hold more than a day can drain', () => {
  test('a run waits with what it would send', async () => {
    stock(lab, 30);
    lab.listing.pageSize = 10;
    lab.queues.others.bulk = 500;
    const overrides = { backlogLimits: { bulk: 400, large: 10 } };
    const step = await lab.step(lab.clock.iso, undefined, overrides);
    expect(step).toMatchObject({ next: 'wait', because: '500 messages wait to be copied' });
    expect(lab.queues.sent).toEqual([]);
    lab.queues.others.bulk = 0;
    const { report } = await lab.run();
    expect(report.completeness).toMatchObject({ protected: 30 });
  });
});
