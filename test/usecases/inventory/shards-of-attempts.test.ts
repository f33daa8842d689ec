import { describe, expect, test } from 'vitest';
import { PipelineError } from '../../../shared/domain/errors.ts';
import { InventoryLab } from '../../doubles/inventory-lab.ts';
import { expectTruth, stock } from './lab-views.ts';

const NO_USAGE = new PipelineError('origin-failed', 'The Admin API failed (HTTP 503).');

describe('a first step that is killed after it has listed', () => {
  // Without an answer there are 16 shards, with it one.
  test.each([
    ['knew nothing of the size of the library', 'its successor does', 1],
    ['knew the size of the library', 'its successor does not', 2],
  ])('and %s, while %s: the files decide, and no asset is missing', async (_first, _second, failingAttempt) => {
    const lab = new InventoryLab();
    stock(lab, 60);
    lab.listing.pageSize = 10;
    let attempts = 0;
    lab.intervene = () => {
      attempts += 1;
      return {};
    };
    lab.listing.before = (call) => (call === 'usage' && attempts === failingAttempt ? NO_USAGE : undefined);
    let isDead = false;
    lab.store.before = ({ key }) => {
      if (attempts === 1 && key.includes('_journal-')) isDead = true;
      return isDead && attempts === 1 ? new Error('killed') : undefined;
    };
    const { report, startedAt } = await lab.run();
    expect(attempts).toBeGreaterThan(1);
    expect(report.completeness).toMatchObject({ assets: 60, protected: 60, unprotected: 0 });
    expect(await lab.rows(startedAt)).toHaveLength(60);
    await expectTruth(lab, startedAt);
  });
});
