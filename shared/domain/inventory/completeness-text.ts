import { comparedLines, fallenHeadline } from '../runs/high-water-text.ts';
import { countText, dollarText, durationText, percentText, plural, quoted, sizeText } from '../text/figure-text.ts';
import {
  type Completeness,
  type CompletenessReport,
  UNPROTECTED_REASONS,
  type UnprotectedReason,
} from './inventory-documents.ts';

const REASONS: Readonly<Record<UnprotectedReason, string>> = {
  placeholder: 'listed without an original, for example after a rejection by moderation',
  lost: 'replaced or deleted between listing and copying',
  blocked: 'refused by Cloudinary at every attempt',
  'too-large': 'too large to copy in the time that a function has',
  unverifiable: "delivered with bytes that do not match Cloudinary's etag",
  pending: 'waiting to be copied, or given up: see the dead-letter queues',
};

function headline({ cloud, completeness: { assets, unprotected } }: CompletenessReport): readonly string[] {
  return unprotected === 0
    ? [
        `${cloud}: every original at Cloudinary that no rule excludes is backed up.`,
        'This is what the journal records; verify runs check the objects themselves.',
      ]
    : [
        `${cloud}: ${countText(unprotected)} of ${plural(assets, 'original')} at Cloudinary ${unprotected === 1 ? 'is' : 'are'} not protected.`,
      ];
}

function reasons({ unobtainable }: Completeness): readonly string[] {
  return UNPROTECTED_REASONS.flatMap((reason) => {
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
          `The previous run listed ${plural(previous_assets, 'asset')}${shrinkage > 0 ? `: the library has shrunk by ${percentText(shrinkage)}` : ''}`,
        ]),
  ];
}

/** A part of a report that says something only if its count is not zero. */
function unlessZero(count: number, text: string): readonly string[] {
  return count === 0 ? [] : [text];
}

function work({ initial, tally, bandwidth, duration_seconds, cost_usd }: CompletenessReport): readonly string[] {
  const listed = [
    `Listed: ${plural(tally.listed, 'item')}, ${sizeText(tally.bytes)}`,
    ...unlessZero(
      tally.unreadable,
      `left out, because Cloudinary gave no version or size: ${plural(tally.unreadable, 'item')}`,
    ),
  ];
  const calls = [
    `Calls to the Admin API: ${countText(tally.calls)}`,
    ...unlessZero(tally.heads, `HEAD requests to S3: ${countText(tally.heads)}`),
  ];
  return [
    `Found missing and queued: ${plural(tally.queued, 'revision')}, ${sizeText(tally.queued_bytes)}`,
    ...unlessZero(
      tally.unreported_revisions,
      `Revisions that no notification reported in time: ${countText(tally.unreported_revisions)}`,
    ),
    `Downloaded from Cloudinary: ${sizeText(bandwidth)}`,
    `Changes that no notification reported: ${countText(tally.unreported)}${tally.gone > 0 ? ` (${plural(tally.gone, 'asset')} gone)` : ''}`,
    `Metadata recorded that webhooks do not carry: ${plural(tally.filled, 'asset')}`,
    `${initial ? 'Lost' : 'Lost since the previous run'}: ${plural(tally.lost, 'revision')}`,
    listed.join('; '),
    calls.join('; '),
    `Duration: ${durationText(duration_seconds)}; cost at AWS: about ${dollarText(cost_usd)}`,
  ];
}

function bucketConditions(violations: number | undefined, checkCommand: string): string {
  const advice = `run ${checkCommand}`;
  if (violations === undefined) return `! The check of the bucket failed: ${advice}`;
  if (violations === 0) return 'All conditions of the bucket hold';
  const what = `${plural(violations, 'condition')} of the bucket ${violations === 1 ? 'does' : 'do'} not hold`;
  return `! ${what}: ${advice}`;
}

function housekeeping(report: CompletenessReport, checkCommand: string): readonly string[] {
  const { housekeeping: kept } = report;
  return [
    ...comparedLines('inventory', report),
    bucketConditions(kept.bucket_violations, checkCommand),
    `Triggers registered again at Cloudinary: ${kept.triggers_repaired === undefined ? 'not checked' : countText(kept.triggers_repaired)}`,
    ...unlessZero(kept.uploads_aborted, `Stale multipart uploads aborted: ${countText(kept.uploads_aborted)}`),
  ];
}

function examples({ examples: rows, completeness: { unprotected } }: CompletenessReport): readonly string[] {
  return rows.length === 0
    ? []
    : [
        '',
        `Not protected, oldest first${rows.length < unprotected ? ` (${countText(rows.length)} of ${countText(unprotected)})` : ''}:`,
        ...rows.map(
          // Quoted: a public_id may hold a line break, and no uploader may start a line of their own.
          ({ resource_type, type, public_id, version, bytes, reason, detail }) =>
            `  ${resource_type}/${type} ${quoted(public_id)}, version ${version}, ${sizeText(bytes)}: ${reason}${detail === undefined ? '' : `, ${quoted(detail)}`}`,
        ),
      ];
}

/**
 * A completeness report in words: all its figures, in plain lines for mails and terminals. Names from Cloudinary cannot
 * start a line of their own. It ends without a line break.
 *
 * @param checkCommand checks the bucket; with the name of the stack where that is known
 */
export function completenessText(
  report: CompletenessReport,
  checkCommand = './cloudinary-backup bucket check',
): string {
  return [
    ...fallenHeadline(report.cloud, report),
    ...headline(report),
    '',
    `Inventory run of ${report.started_at}, started by: ${report.reason}`,
    `Finished at ${report.finished_at}${report.initial ? '. This was the initial backup.' : ''}`,
    '',
    ...library(report),
    '',
    ...work(report),
    '',
    ...housekeeping(report, checkCommand),
    ...examples(report),
  ].join('\n');
}
