import { type Compared, fallsIn } from '#shared/domain/runs/high-water-mark.ts';
import { RECORDS_MISSING } from '#shared/domain/runs/high-water-text.ts';
import { plural } from '#shared/domain/text/figure-text.ts';
import type { RunReport } from './run-view.ts';

/** `2 records missing` */
export function recordsMissing(fallen: number): string {
  return `${plural(fallen, 'record')} missing`;
}

/** The verdict on a report: that records are missing weighs more than anything else. */
export function verdictOf(report: Compared, isFine: boolean): RunReport['verdict'] {
  if (fallsIn(report) > 0) return 'failed';
  return isFine ? 'fine' : 'attention';
}

/** What `status` says if the newest run of a kind found that records are missing. */
export function missingRecordsConcern(noun: string, fallen: number): readonly string[] {
  if (fallen === 0) return [];
  return [
    `The newest ${noun} found that records are missing from the bucket. See docs/runbook.md, "${RECORDS_MISSING}".`,
  ];
}
