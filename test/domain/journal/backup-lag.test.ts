import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backupLag } from '../../../shared/domain/journal/backup-lag.ts';
import { instantOfDate } from '../../../shared/domain/text/instant.ts';

const RECORDED = new Date('2026-11-20T09:15:35.418Z');

describe('backupLag', () => {
  it.each([
    ['2026-11-20T09:15:32.418220Z', 3000],
    ['2026-11-20T09:15:35.418999Z', 0],
    ['2026-11-20T09:15:35.419000Z', 0],
    ['yesterday', undefined],
    ['', undefined],
  ])('of an event at %s is %s ms', (event, lag) => {
    expect(backupLag(event, RECORDED)).toBe(lag);
  });

  it('is never negative, and otherwise the time between', () => {
    const date = fc.date({ noInvalidDate: true, min: new Date('2000-01-01'), max: new Date('2100-01-01') });
    fc.assert(
      fc.property(date, date, (event, recorded) => {
        expect(backupLag(instantOfDate(event), recorded)).toBe(Math.max(0, recorded.getTime() - event.getTime()));
      }),
    );
  });
});
