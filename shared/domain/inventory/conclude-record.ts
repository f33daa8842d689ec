import type { JournalEntry } from '../journal/journal-entry.ts';
import { withoutUndefined } from '../text/without-undefined.ts';
import type { InventoryRecord } from './inventory-record.ts';
import { failedAttempt, type Judgement } from './judge-asset.ts';

/** The row of a finished inventory: what was listed, and its status after all that the run did. */
export function concludeRecord(
  { queued: _, key: _key, sha256: _sha256, verified: _verified, source: _source, ...listed }: InventoryRecord,
  judgement: Judgement,
  events: readonly JournalEntry[],
): InventoryRecord {
  switch (judgement.status) {
    case 'protected':
      return { ...listed, status: 'protected', ...judgement.stored };
    case 'excluded':
      return { ...listed, status: 'excluded', detail: judgement.detail };
    case 'given-up': {
      const { reason, detail, tries } = judgement;
      return { ...listed, status: reason, ...withoutUndefined({ tries, detail }) };
    }
    case 'undecided': {
      const failed = failedAttempt(listed, events);
      // A job that is still waiting, or was given up for an unknown reason, is tried again without limit.
      if (failed === undefined) return { ...listed, status: 'pending', tries: judgement.tries };
      const { reason, detail } = failed;
      return { ...listed, status: reason, tries: judgement.tries + 1, ...withoutUndefined({ detail }) };
    }
  }
}
