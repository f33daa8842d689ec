import { describe, expect, it } from 'vitest';
import { addCompleteness, completenessOf, NO_COMPLETENESS } from '../../../shared/domain/inventory/completeness.ts';
import type { InventoryRecord } from '../../../shared/domain/inventory/inventory-record.ts';

const row = (version: number, status: 'protected' | 'pending'): InventoryRecord => ({
  ...{ v: 1, cloud: 'demo', asset_id: `a${version}`, listed_at: '2026-11-21T00:00:00.000000Z', status },
  ...{ resource_type: 'image', type: 'upload', public_id: `p${version}`, version, bytes: 10 },
});

describe('addCompleteness', () => {
  it('names the oldest first, whichever row comes first', () => {
    const rows = [row(3, 'pending'), row(1, 'pending'), row(2, 'pending')];
    const sum = rows.reduce((all, next) => addCompleteness(all, completenessOf(next, 0)), NO_COMPLETENESS);
    expect(sum.examples.map(({ version }) => version)).toEqual([1, 2, 3]);
  });

  it('does not sort anew for a row that is no example', () => {
    const one = addCompleteness(NO_COMPLETENESS, completenessOf(row(1, 'pending'), 0));
    const two = addCompleteness(one, completenessOf(row(2, 'protected'), 0));
    expect(two.completeness).toMatchObject({ assets: 2, protected: 1, unprotected: 1 });
    expect(two.examples).toBe(one.examples);
  });
});
