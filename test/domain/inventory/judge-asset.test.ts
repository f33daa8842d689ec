import { describe, expect, test } from 'vitest';
import { judgeAsset, MAX_TRIES, vainAttempt } from '../../../shared/domain/inventory/judge-asset.ts';
import { settleRecord } from '../../../shared/domain/inventory/settle-record.ts';
import type { RevisionOutcome } from '../../../shared/domain/journal/journal-entry.ts';
import { entry } from '../journal/entries.ts';
import { ASSET_ID, KEY, knowing, listed } from './records.ts';

const STORED = { key: KEY, verified: 'md5' } as const;

function attempt(at: number, outcome: RevisionOutcome, more = {}) {
  return entry('revision', at, { asset_id: ASSET_ID, version: 7, bytes: 50, etag: 'e7', outcome, ...more });
}

const stored = attempt(20, 'stored', STORED);

describe('a listed asset', () => {
  test('is protected where something tells that its bytes are in the bucket', () => {
    expect(judgeAsset(listed(), knowing([stored]), {}, false)).toEqual({ stands: 'protected', stored: STORED });
  });

  test('is excluded by the rules, by its listed tags too, whatever is stored', () => {
    const rules = { exclude: { tags: ['t'] } };
    expect(judgeAsset(listed(), knowing([stored]), rules, false)).toEqual({
      stands: 'excluded',
      detail: 'excluded by tag t',
    });
    expect(judgeAsset(listed({ tags: [] }), knowing([stored]), rules, false).stands).toBe('protected');
  });

  test('is given up as a placeholder, whatever is stored of it', () => {
    const record = listed({ placeholder: true });
    expect(judgeAsset(record, knowing([stored]), {}, true)).toEqual({ stands: 'given-up', reason: 'placeholder' });
  });

  test('is open where nothing tells, and counts the tries of its revision only', () => {
    expect(judgeAsset(listed(), knowing([]), {}, false)).toEqual({ stands: 'open', tries: 0 });
    const before = listed({ status: 'blocked', tries: 2 });
    expect(judgeAsset(listed(), knowing([], before), {}, false)).toEqual({ stands: 'open', tries: 2 });
    expect(judgeAsset(listed({ version: 8 }), knowing([], before), {}, false)).toEqual({ stands: 'open', tries: 0 });
  });

  test('is given up after five runs, with the reason of the last, until somebody asks to try again', () => {
    const before = listed({ status: 'blocked', tries: MAX_TRIES, detail: 'HTTP 401' });
    expect(judgeAsset(listed(), knowing([], before), {}, false)).toEqual({
      stands: 'given-up',
      reason: 'blocked',
      tries: MAX_TRIES,
      detail: 'HTTP 401',
    });
    expect(judgeAsset(listed(), knowing([], before), {}, true)).toEqual({ stands: 'open', tries: MAX_TRIES });
    for (const status of ['protected', 'excluded'] as const) {
      const row = listed({ status, tries: MAX_TRIES });
      expect(judgeAsset(listed(), knowing([], row), {}, false)).toMatchObject({ reason: 'pending' });
    }
    const { status: _, ...unsettled } = before;
    expect(judgeAsset(listed(), knowing([], unsettled), {}, false)).toMatchObject({ reason: 'pending' });
  });
});

describe('a vain attempt', () => {
  test.each([
    ['lost', 'lost'],
    ['unobtainable', 'blocked'],
    ['too-large', 'too-large'],
    ['unverifiable', 'unverifiable'],
  ] as const)('that came to %s is %s', (outcome, reason) => {
    expect(vainAttempt(listed(), [attempt(51, outcome)])).toEqual({ reason });
    expect(vainAttempt(listed(), [attempt(51, outcome, { reason: 'why' })])).toEqual({ reason, detail: 'why' });
  });

  test('is the last one of this revision, and no word of verify, which speaks of earlier copies', () => {
    const events = [
      attempt(51, 'lost'),
      attempt(52, 'unobtainable'),
      attempt(53, 'excluded'),
      attempt(54, 'too-large', { version: 8 }),
      attempt(55, 'unverifiable', { origin: 'verify' }),
      entry('tags', 56, { asset_id: ASSET_ID, change: { added: [], removed: [] } }),
    ];
    expect(vainAttempt(listed(), events)).toEqual({ reason: 'blocked' });
    expect(vainAttempt(listed(), events.slice(2))).toBeUndefined();
  });
});

describe('a settled row', () => {
  const asked = listed({ queued: true, key: 'old', sha256: 'old', verified: 'length', source: 'download' });

  test('says where protected bytes are, as they are known, and not as the listing step thought', () => {
    expect(settleRecord(asked, { stands: 'protected', stored: STORED }, [])).toEqual({
      ...listed({ status: 'protected' }),
      ...STORED,
    });
  });

  test('says why something is excluded or given up', () => {
    expect(settleRecord(asked, { stands: 'excluded', detail: 'excluded by tag t' }, [])).toEqual(
      listed({ status: 'excluded', detail: 'excluded by tag t' }),
    );
    expect(settleRecord(asked, { stands: 'given-up', reason: 'placeholder' }, [])).toEqual(
      listed({ status: 'placeholder' }),
    );
    expect(settleRecord(asked, { stands: 'given-up', reason: 'blocked', tries: 5, detail: 'HTTP 401' }, [])).toEqual(
      listed({ status: 'blocked', tries: 5, detail: 'HTTP 401' }),
    );
  });

  test('counts a try that was in vain; one that still waits is none', () => {
    const open = { stands: 'open', tries: 2 } as const;
    expect(settleRecord(asked, open, [attempt(51, 'lost', { reason: 'replaced' })])).toEqual(
      listed({ status: 'lost', tries: 3, detail: 'replaced' }),
    );
    expect(settleRecord(asked, open, [attempt(51, 'lost')])).toEqual(listed({ status: 'lost', tries: 3 }));
    expect(settleRecord(asked, open, [])).toEqual(listed({ status: 'pending', tries: 2 }));
  });
});
