import { countText, dollarText, durationText, percentText, plural, quoted, sizeText } from '../text/figure-text.ts';
import {
  type Completeness,
  type CompletenessReport,
  UNOBTAINABLE_REASONS,
  type UnobtainableReason,
} from './inventory-documents.ts';

const REASONS: Readonly<Record<UnobtainableReason, string>> = {
  placeholder: 'listed at Cloudinary without an original, as after a rejection by moderation',
  lost: 'replaced or deleted between listing and copying',
  blocked: 'refused by Cloudinary, again and again',
  'too-large': 'too large for the time that a function has',
  unverifiable: "delivered with other bytes than Cloudinary's etag names",
  pending: 'given up, or still waiting: see the dead-letter queues',
};

function headline({ cloud, completeness: { assets, unprotected } }: CompletenessReport): string {
  return unprotected === 0
    ? `${cloud}: every original at Cloudinary that is to be backed up is stored, as the journal tells; verify looks at the objects.`
    : `${cloud}: ${countText(unprotected)} of ${plural(assets, 'original')} at Cloudinary ${unprotected === 1 ? 'is' : 'are'} not protected.`;
}

function reasons({ unobtainable }: Completeness): readonly string[] {
  return UNOBTAINABLE_REASONS.flatMap((reason) => {
    const { [reason]: count = 0 } = unobtainable;
    return count > 0 ? [`  ${countText(count)} ${REASONS[reason]} (${reason})`] : [];
  });
}

function library({ completeness, previous_assets, shrinkage }: CompletenessReport): readonly string[] {
  return [
    `At Cloudinary: ${plural(completeness.assets, 'asset')}, ${sizeText(completeness.bytes)}`,
    `Protected: ${plural(completeness.protected, 'asset')}, ${sizeText(completeness.protected_bytes)}`,
    `Excluded by rules: ${plural(completeness.excluded, 'asset')}`,
    `Not protected: ${plural(completeness.unprotected, 'asset')}`,
    ...reasons(completeness),
    ...(completeness.oldest_gap === undefined ? [] : [`The oldest of them was uploaded at ${completeness.oldest_gap}`]),
    ...(previous_assets === undefined
      ? []
      : [
          `The run before listed ${plural(previous_assets, 'asset')}${shrinkage > 0 ? `: the library has shrunk by ${percentText(shrinkage)}` : ''}`,
        ]),
  ];
}

function work({ tally, bandwidth, duration_seconds, cost_usd }: CompletenessReport): readonly string[] {
  return [
    `Found missing and queued: ${plural(tally.queued, 'revision')}, ${sizeText(tally.queued_bytes)}`,
    `Downloaded from Cloudinary: ${sizeText(bandwidth)}`,
    `Changes that no notification had told: ${countText(tally.observed)}, of which ${plural(tally.gone, 'asset')} gone`,
    `Lost since the run before: ${plural(tally.lost, 'revision')}`,
    `Listed: ${plural(tally.listed, 'row')}, ${sizeText(tally.bytes)}; without version or bytes: ${plural(tally.unreadable, 'row')}`,
    `Calls of the Admin API: ${countText(tally.calls)}; HEAD requests at S3: ${countText(tally.heads)}`,
    `Duration: ${durationText(duration_seconds)}; cost at AWS, about: ${dollarText(cost_usd)}`,
  ];
}

function housekeeping({ housekeeping: kept }: CompletenessReport): readonly string[] {
  return [
    `Conditions of the bucket that do not hold: ${kept.bucket_violations === undefined ? 'the check failed' : countText(kept.bucket_violations)}`,
    `Triggers registered again at Cloudinary: ${kept.triggers_repaired === undefined ? 'not checked' : countText(kept.triggers_repaired)}`,
    `Stale multipart uploads aborted: ${countText(kept.uploads_aborted)}`,
  ];
}

function examples({ examples: rows, completeness: { unprotected } }: CompletenessReport): readonly string[] {
  return rows.length === 0
    ? []
    : [
        '',
        `Not protected, the oldest first${rows.length < unprotected ? ` (${countText(rows.length)} of ${countText(unprotected)})` : ''}:`,
        ...rows.map(
          // Quoted: a public_id may hold a line break, and no line is to be written by whoever uploads.
          ({ resource_type, type, public_id, version, bytes, reason, detail }) =>
            `  ${resource_type}/${type} ${quoted(public_id)}, version ${version}, ${sizeText(bytes)}: ${reason}${detail === undefined ? '' : `, ${quoted(detail)}`}`,
        ),
      ];
}

/**
 * A completeness report in words, with every figure that it has: plain lines that can be read in a mail. Nothing that
 * comes from Cloudinary can write a line of its own. Ends without a line break.
 */
export function completenessText(report: CompletenessReport): string {
  return [
    headline(report),
    '',
    `Inventory of ${report.started_at}, finished at ${report.finished_at}, started by: ${report.reason}${report.initial ? '. This was the initial backup.' : ''}`,
    '',
    ...library(report),
    '',
    ...work(report),
    '',
    ...housekeeping(report),
    ...examples(report),
  ].join('\n');
}
