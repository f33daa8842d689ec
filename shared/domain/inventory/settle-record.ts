import type { JournalEntry } from '../journal/journal-entry.ts';
import { withoutUndefined } from '../text/without-undefined.ts';
import type { InventoryRecord } from './inventory-record.ts';
import { type Judgement, vainAttempt } from './judge-asset.ts';

/** The row of a finished inventory: what was listed, and how it stands after all that the run did. */
export function settleRecord(
  { queued: _, key: _key, sha256: _sha256, verified: _verified, source: _source, ...listed }: InventoryRecord,
  judgement: Judgement,
  events: readonly JournalEntry[],
): InventoryRecord {
  switch (judgement.stands) {
    case 'protected':
      return { ...listed, status: 'protected', ...judgement.stored };
    case 'excluded':
      return { ...listed, status: 'excluded', detail: judgement.detail };
    case 'given-up': {
      const { reason, detail, tries } = judgement;
      return { ...listed, status: reason, ...withoutUndefined({ tries, detail }) };
    }
    case 'open': {
      const vain = vainAttempt(listed, events);
      // What still waits, or was given up for a reason that nobody knows, is tried again as often as it takes.
      if (vain === undefined) return { ...listed, status: 'pending', tries: judgement.tries };
      const { reason, detail } = vain;
      return { ...listed, status: reason, tries: judgement.tries + 1, ...withoutUndefined({ detail }) };
    }
  }
}
