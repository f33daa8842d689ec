import { awsFailureText } from '#shared/adapters/aws/aws-failure-text.ts';
import { countText, plural } from '#shared/domain/text/figure-text.ts';
import type { MessageGroup, NamedLetter, RedriveReport } from '#shared/usecases/redrive/redrive-report.ts';
import { heading, type Line } from '../console/line.ts';
import { agoText, localTimeText } from '../console/local-time.ts';
import { tableLines } from '../console/table-lines.ts';
import { verdict } from '../console/verdict.ts';
import { commandLine } from '../executable.ts';
import type { ExitCode } from '../exit-code.ts';
import { messagesIn } from './redrive-document.ts';

/** The most letters shown; `--json` prints all. */
const SHOWN_LETTERS = 20;

/** A part of the report under its title, followed by an empty line; nothing if it has no lines. */
function section(title: string, lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? [] : [heading(title), ...lines, ''];
}

function groupLines(groups: readonly MessageGroup[]): readonly string[] {
  const rows = groups.map(({ kind, cloud = '-', messages }) => [countText(messages), kind, cloud]);
  const table = { titles: ['messages', 'kind', 'cloud'], rows };
  return rows.length === 0 ? [] : tableLines(table, Number.POSITIVE_INFINITY).map((line) => `  ${line}`);
}

/** What a letter is, in words. */
function letterText(kind: NamedLetter['kind']): string {
  if (kind === 'unknown') return 'message of an unknown kind';
  return kind === 'unintelligible' ? 'unintelligible notification' : `${kind} job`;
}

/** A letter in two lines: what it is, and how to find it. */
function letterLines({ kind, cloud, requestId, messageIds, firstSentAt }: NamedLetter, now: Date): readonly string[] {
  const [id = '', ...others] = messageIds;
  const ids = others.length === 0 ? `message ${id}` : `${plural(messageIds.length, 'message')}: ${id}, …`;
  return [
    `  ${letterText(kind)}${cloud === undefined ? '' : ` of ${cloud}`}, first sent ${agoText(firstSentAt, now)}`,
    `    ${requestId === undefined ? '' : `request ${requestId}, `}${ids}`,
  ];
}

function lettersLines<Letter extends NamedLetter>(
  letters: readonly Letter[],
  now: Date,
  reason: (letter: Letter) => string | undefined,
): readonly string[] {
  const more = letters.length - SHOWN_LETTERS;
  return [
    ...letters.slice(0, SHOWN_LETTERS).flatMap((letter) => {
      const why = reason(letter);
      return [...letterLines(letter, now), ...(why === undefined ? [] : [`    ${why}`])];
    }),
    ...(more > 0 ? [`  … and ${countText(more)} more: --json prints all`] : []),
  ];
}

function unseenText({ ended, unseen }: RedriveReport): string {
  const messages = `About ${plural(unseen, 'message')}`;
  return ended === 'empty'
    ? `${messages} could not be seen. Another process holds them, perhaps one that was killed. They become visible again within half an hour; repeat the command then.`
    : `${messages} ${unseen === 1 ? 'was' : 'were'} not examined.`;
}

function sentText({ sent }: RedriveReport): readonly string[] {
  const to = Object.entries(sent).flatMap(([queue, count]) =>
    count > 0 ? [`${countText(count)} to the ${queue} queue`] : [],
  );
  if (to.length === 0) return [];
  const { 'set-aside': _, ...jobs } = sent;
  const mayReturn = Object.values(jobs).some((count) => count > 0);
  return [
    [
      `Sent: ${to.join(', ')}. SQS keeps them for another 14 days.`,
      ...(mayReturn
        ? [
            'A message that fails again returns to the dead-letter queue after 25 attempts, in 10 to 19 hours; the log of the worker says why.',
          ]
        : []),
    ].join(' '),
  ];
}

/** The queue that is redriven, in words. */
function placeText({ queue }: RedriveReport): string {
  return queue === 'set-aside' ? 'set-aside queue' : `${queue} dead-letter queue`;
}

/** The result and the next step. */
function verdictText(report: RedriveReport, stack: string): string {
  const { queue, dryRun, ended, found, moved, ignored, kept } = report;
  const removed = messagesIn(ignored);
  const gone = messagesIn(moved) + removed;
  const stay = kept.reduce((sum, { messageIds }) => sum + messageIds.length, 0);
  // SQS counts approximately.
  const all = Math.max(found, gone + stay);
  if (ended === 'empty' && all === 0) return `the ${placeText(report)} is empty.`;
  const would = dryRun ? 'would be ' : '';
  const stays = dryRun ? 'would stay' : stay === 1 ? 'stays' : 'stay';
  const isForeign = ({ kind }: NamedLetter) => kind === 'unknown';
  return [
    `${countText(messagesIn(moved))} of ${plural(all, 'message')} ${would}moved${removed === 0 ? '' : `, ${countText(removed)} ${would}removed`}; ${countText(stay)} ${stays}.`,
    ...(ended === 'max' ? ['It stopped at the limit that --max sets.'] : []),
    ...(ended === 'failed' ? ['Nothing is lost: a message that is on both queues does no harm.'] : []),
    ...(stay > 0 ? [`See docs/runbook.md, "${queue === 'set-aside' ? 'Set aside' : 'Dead letters'}".`] : []),
    ...(kept.some(isForeign) ? ['If no version understands a message, see "Remove an unusable message" there.'] : []),
    ...(dryRun && gone > 0 ? [`To move: ${commandLine(`redrive ${queue}`, stack)}`] : []),
  ].join(' ');
}

/** Remarks after the tables. */
function remarks(report: RedriveReport, now: Date): readonly string[] {
  const { dryRun, ended, error, oldestFirstSentAt, unseen, unreleased } = report;
  return [
    ...(oldestFirstSentAt === undefined
      ? []
      : [`The oldest message was first sent on ${localTimeText(oldestFirstSentAt, now)}.`]),
    ...(unseen > 0 ? [unseenText(report)] : []),
    ...(unreleased > 0
      ? [
          `${plural(unreleased, 'message')} could not be released; SQS makes such messages visible again within half an hour.`,
        ]
      : []),
    ...(dryRun ? [] : sentText(report)),
    ...(ended === 'failed' ? [`It stopped early: ${awsFailureText(error)}`] : []),
  ];
}

/** Formats the report for people. */
export function redriveLines(report: RedriveReport, code: ExitCode, stack: string, now: Date): readonly Line[] {
  const { dryRun, moved, ignored, kept, old } = report;
  const after = remarks(report, now);
  return [
    ...section(dryRun ? 'Would be moved:' : 'Moved:', groupLines(moved)),
    ...section(
      dryRun ? 'Would be removed, because they need no job:' : 'Removed, because they need no job:',
      groupLines(ignored),
    ),
    ...section(
      dryRun ? 'Would stay:' : `Stay on the ${placeText(report)}:`,
      lettersLines(kept, now, ({ reason }) => reason),
    ),
    ...section(
      'Older than 7 days (SQS deletes a message 14 days after it was first sent):',
      lettersLines(old, now, () => undefined),
    ),
    ...after,
    ...(after.length === 0 ? [] : ['']),
    verdict(code, verdictText(report, stack)),
  ];
}
