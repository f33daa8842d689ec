import { needingAttention } from '../../shared/domain/inventory/completeness.ts';
import { plural } from '../../shared/domain/text/figure-text.ts';
import { ageText } from '../console/age-text.ts';
import { unmendedProblems } from '../verify/verify-work.ts';
import type { CloudStatus } from './cloud-status.ts';

/** Backups are daily; two hours more are for those that take long. */
const MAX_AGE_MS = 26 * 3_600_000;

function stalenessOf({ inventories: { finished } }: CloudStatus, now: Date): readonly string[] {
  if (finished?.result === undefined) return ['No backup has finished yet.'];
  const finishedAt = new Date(finished.result.finished_at);
  if (now.getTime() - finishedAt.getTime() <= MAX_AGE_MS) return [];
  return [`No backup has finished since ${finishedAt.toISOString()}, ${ageText(finishedAt, now)} ago.`];
}

/** What of a cloud needs the operator, a sentence each; nothing where all is well. */
export function attentionOf(status: CloudStatus, now: Date): readonly string[] {
  const completeness = status.inventories.finished?.result?.completeness;
  const unprotected = completeness === undefined ? 0 : needingAttention(completeness);
  const verified = status.verifies.finished?.result;
  const damaged = verified === undefined ? 0 : unmendedProblems(verified);
  return [
    ...stalenessOf(status, now),
    ...(unprotected > 0 ? [`The newest backup left ${plural(unprotected, 'asset')} unprotected.`] : []),
    ...(damaged > 0
      ? [`The newest verify run found ${plural(damaged, 'problem')} that ${damaged === 1 ? 'is' : 'are'} not mended.`]
      : []),
  ];
}
