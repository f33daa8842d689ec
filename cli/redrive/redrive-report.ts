import { awsFailureText } from '#shared/adapters/aws/aws-failure-text.ts';
import { plural } from '#shared/domain/text/figure-text.ts';
import type { MessageGroup, NamedLetter, RedriveReport } from '#shared/usecases/redrive/redrive-report.ts';
import { ageText } from '../console/age-text.ts';

/** More are counted only; `--json` names them all. */
const MAX_NAMED = 20;

function messagesOf(groups: readonly MessageGroup[]): number {
  return groups.reduce((sum, { messages }) => sum + messages, 0);
}

/** A part of the report under its title, after an empty line; nothing where there is nothing to say. */
function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function groupLines(groups: readonly MessageGroup[]): readonly string[] {
  return groups.map(({ kind, cloud = '-', messages }) => `  ${messages}  ${kind}  ${cloud}`);
}

function nameOf({ kind, cloud, requestId, messageIds, firstSentAt }: NamedLetter, now: Date): string {
  return [
    kind,
    ...(cloud === undefined ? [] : [`of ${cloud}`]),
    ...(requestId === undefined ? [] : [`request ${requestId}`]),
    `${plural(messageIds.length, 'message')} (${messageIds[0]}${messageIds.length > 1 ? ', …' : ''})`,
    `first sent ${ageText(firstSentAt, now)} ago`,
  ].join(', ');
}

function letterLines(letters: readonly string[]): readonly string[] {
  const more = letters.length - MAX_NAMED;
  const named = letters.slice(0, MAX_NAMED).map((letter) => `  ${letter}`);
  return [...named, ...(more > 0 ? [`  … and ${more} more, which --json names`] : [])];
}

function headline({ lane, dryRun, ended, found, kept, moved, settled }: RedriveReport, stack: string): string {
  const gone = plural(messagesOf(moved) + messagesOf(settled), 'message');
  const stay = kept.reduce((sum, { messageIds }) => sum + messageIds.length, 0);
  const did = dryRun
    ? `${gone} would leave it, ${stay} would stay`
    : `${gone} left it, ${stay} ${stay === 1 ? 'stays' : 'stay'}`;
  const endings = { empty: '', max: ' As many as --max allows.', interrupted: ' Interrupted.', failed: ' FAILED.' };
  return `The ${lane} dead-letter queue of ${stack}: about ${found} found; ${did}.${endings[ended]}`;
}

function unseenText({ ended, unseen }: RedriveReport): string {
  const messages = `About ${plural(unseen, 'message')}`;
  return ended === 'empty'
    ? `${messages} could not be seen: somebody else has them in hand, or a run that was killed had. They show again within half an hour: run this again then.`
    : `${messages} were not looked at.`;
}

/** The report for people. */
export function redriveLines(report: RedriveReport, stack: string, now: Date): readonly string[] {
  const { lane, dryRun, ended, error, moved, settled, kept, old, oldestFirstSentAt, unseen, unreleased, sent } = report;
  const sentTo = Object.entries(sent).flatMap(([to, count]) => (count > 0 ? [`${count} on the ${to} queue`] : []));
  const keptLines = kept.map((letter) => `${nameOf(letter, now)}: ${letter.reason}`);
  const oldLines = old.map((letter) => nameOf(letter, now));
  return [
    headline(report, stack),
    ...(oldestFirstSentAt === undefined ? [] : [`The oldest was first sent ${ageText(oldestFirstSentAt, now)} ago.`]),
    ...section(dryRun ? 'Would be moved:' : 'Moved:', groupLines(moved)),
    ...section(`Understood by now, and asking for nothing${dryRun ? '' : '; removed'}:`, groupLines(settled)),
    ...section('Stay on the dead-letter queue:', letterLines(keptLines)),
    ...section(
      'OLD: first sent more than 7 days ago. What stays, SQS deletes 14 days after that:',
      letterLines(oldLines),
    ),
    ...(unseen > 0 ? ['', unseenText(report)] : []),
    ...(unreleased > 0
      ? ['', `${plural(unreleased, 'message')} could not be shown again: hidden for up to half an hour.`]
      : []),
    ...(dryRun || sentTo.length === 0
      ? []
      : [
          '',
          `Sent: ${sentTo.join(', ')}; SQS keeps them for another 14 days.`,
          'Watch next: these queues become empty as the worker goes through them. What fails again comes back here after',
          `25 attempts, 10 to 19 hours: look then with "redrive ${lane} --dry-run". The worker's log says why it failed.`,
        ]),
    ...(ended === 'failed'
      ? [
          '',
          `FAILED: ${awsFailureText(error)}`,
          'Nothing is lost; a few messages may be on both queues, which does no harm.',
        ]
      : []),
  ];
}

function groups(all: readonly MessageGroup[]) {
  return {
    messages: messagesOf(all),
    groups: all.map(({ kind, cloud, messages }) => ({ kind, cloud: cloud ?? null, messages })),
  };
}

function named({ kind, cloud, requestId, messageIds, firstSentAt }: NamedLetter) {
  return {
    kind,
    cloud: cloud ?? null,
    request_id: requestId ?? null,
    message_ids: messageIds,
    first_sent_at: firstSentAt.toISOString(),
  };
}

/** The report as `--json` prints it; docs/cli.md describes it. */
export function redriveDocument(report: RedriveReport, stack: string) {
  return {
    command: 'redrive',
    stack,
    queue: report.lane,
    dry_run: report.dryRun,
    ended: report.ended,
    error: report.ended === 'failed' ? awsFailureText(report.error) : null,
    found: report.found,
    moved: groups(report.moved),
    settled: groups(report.settled),
    kept: report.kept.map((letter) => ({ ...named(letter), reason: letter.reason })),
    unseen: report.unseen,
    sent: report.sent,
    oldest_first_sent_at: report.oldestFirstSentAt?.toISOString() ?? null,
    old: report.old.map(named),
    unreleased: report.unreleased,
  };
}
