import { awsFailureText } from '../../shared/adapters/aws/aws-failure-text.ts';
import type {
  KeptLetter,
  MessageGroup,
  NamedLetter,
  RedriveReport,
} from '../../shared/usecases/redrive/redrive-report.ts';
import { ageText } from '../console/age-text.ts';
import { countText } from '../console/count-text.ts';

/** More are counted only; `--json` names them all. */
const MAX_NAMED = 20;

function messagesOf(groups: readonly MessageGroup[]): number {
  return groups.reduce((sum, { messages }) => sum + messages, 0);
}

function groupLines(title: string, groups: readonly MessageGroup[]): readonly string[] {
  return groups.length === 0
    ? []
    : ['', title, ...groups.map(({ kind, cloud = '-', messages }) => `  ${messages}  ${kind}  ${cloud}`)];
}

function nameOf({ kind, cloud, requestId, messageIds, firstSentAt }: NamedLetter, now: Date): string {
  return [
    kind,
    ...(cloud === undefined ? [] : [`of ${cloud}`]),
    ...(requestId === undefined ? [] : [`request ${requestId}`]),
    `${countText(messageIds.length, 'message')} (${messageIds[0]}${messageIds.length > 1 ? ', …' : ''})`,
    `first sent ${ageText(firstSentAt, now)} ago`,
  ].join(', ');
}

function letterLines<Letter>(title: string, letters: readonly Letter[], line: (letter: Letter) => string) {
  if (letters.length === 0) return [];
  const more = letters.length - MAX_NAMED;
  const named = letters.slice(0, MAX_NAMED).map((letter) => `  ${line(letter)}`);
  return ['', title, ...named, ...(more > 0 ? [`  … and ${more} more, which --json names`] : [])];
}

function headline({ lane, dryRun, ended, found, kept, moved, settled }: RedriveReport, stack: string): string {
  const gone = countText(messagesOf(moved) + messagesOf(settled), 'message');
  const stay = kept.reduce((sum, { messageIds }) => sum + messageIds.length, 0);
  const did = dryRun
    ? `${gone} would leave it, ${stay} would stay`
    : `${gone} left it, ${stay} ${stay === 1 ? 'stays' : 'stay'}`;
  const endings = { empty: '', max: ' As many as --max allows.', interrupted: ' Interrupted.', failed: ' FAILED.' };
  return `The ${lane} dead-letter queue of ${stack}: about ${found} found; ${did}.${endings[ended]}`;
}

function unseenText({ ended, unseen }: RedriveReport): string {
  return ended === 'empty'
    ? `About ${countText(unseen, 'message')} could not be seen: somebody else has them in hand, or a run that was killed had. They show again within half an hour: run this again then.`
    : `About ${countText(unseen, 'message')} were not looked at.`;
}

function watchLines({ sent, lane }: RedriveReport): readonly string[] {
  const queues = Object.entries(sent).flatMap(([to, count]) => (count > 0 ? [`${count} on the ${to} queue`] : []));
  return [
    `Sent: ${queues.join(', ')}; SQS keeps them for another 14 days.`,
    'Watch next: these queues become empty as the worker goes through them. What fails again comes back here after',
    `25 attempts, 10 to 19 hours: look then with "redrive ${lane} --dry-run". The worker's log says why it failed.`,
  ];
}

/** The report for people. */
export function redriveLines(report: RedriveReport, stack: string, now: Date): readonly string[] {
  const { dryRun, ended, error, moved, settled, kept, old, oldestFirstSentAt, unseen, unreleased, sent } = report;
  const isSent = !dryRun && Object.values(sent).some((count) => count > 0);
  const keptLine = (letter: KeptLetter) => `${nameOf(letter, now)}: ${letter.reason}`;
  return [
    headline(report, stack),
    ...(oldestFirstSentAt === undefined ? [] : [`The oldest was first sent ${ageText(oldestFirstSentAt, now)} ago.`]),
    ...groupLines(dryRun ? 'Would be moved:' : 'Moved:', moved),
    ...groupLines(`Understood by now, and asking for nothing${dryRun ? '' : '; removed'}:`, settled),
    ...letterLines('Stay on the dead-letter queue:', kept, keptLine),
    ...letterLines('OLD: first sent more than 7 days ago. What stays, SQS deletes 14 days after that:', old, (letter) =>
      nameOf(letter, now),
    ),
    ...(unseen > 0 ? ['', unseenText(report)] : []),
    ...(unreleased > 0
      ? ['', `${countText(unreleased, 'message')} could not be shown again: hidden for up to half an hour.`]
      : []),
    ...(isSent ? ['', ...watchLines(report)] : []),
    ...(ended === 'failed'
      ? [
          '',
          `FAILED: ${awsFailureText(error)}`,
          'Nothing is lost; a few messages may be on both queues, which does no harm.',
        ]
      : []),
  ];
}
