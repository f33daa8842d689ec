import { countText, plural } from '#shared/domain/text/figure-text.ts';
import { heading, type Line, remark } from '../console/line.ts';
import { withLocalTimes } from '../console/local-time.ts';
import { tableLines } from '../console/table-lines.ts';
import { verdict } from '../console/verdict.ts';
import { commandLine } from '../executable.ts';
import { EXIT_CODE } from '../exit-code.ts';
import type { QueueDepth, StackQueues } from '../runs/stack-runs.ts';
import type { CloudStatus } from './cloud-status.ts';

/** Where and for which stack the status is shown. */
interface StatusContext {
  readonly stack: string;
  /** How wide a table may be, in columns. */
  readonly width: number;
  readonly now: Date;
}

function indented(lines: readonly string[], indent: string): readonly string[] {
  return lines.map((line) => `${indent}${line}`);
}

function cloudLines({ cloud, kinds, concerns }: CloudStatus, { width, now }: StatusContext): readonly Line[] {
  const running = kinds.flatMap(({ view, running }) =>
    running === undefined ? [] : [`  In progress: ${view.noun}, ${running.parts.join(', ')}`],
  );
  return [
    heading(cloud),
    ...(running.length === 0 ? ['  In progress: nothing'] : running),
    ...concerns.map((sentence) => remark(withLocalTimes(sentence, now), '  ')),
    ...kinds.flatMap(({ view: { noun }, history: { table } }) =>
      table.rows.length === 0 ? [`  No ${noun} yet`] : indented(tableLines(table, width - 2), '  '),
    ),
    '',
  ];
}

function queueLines({ depths, setAside }: StackQueues, { stack, width }: StatusContext): readonly Line[] {
  const rows = depths.map(({ queue, pending, deadLetters }) => [queue, countText(pending), countText(deadLetters)]);
  const table = { titles: ['queue', 'waiting or in progress', 'dead letters'], rows };
  const dead = depths.filter(({ deadLetters }) => deadLetters > 0);
  return [
    heading('Messages on the queues (SQS counts approximately)'),
    ...indented(tableLines(table, width - 2), '  '),
    ...dead.map(({ queue, deadLetters }) =>
      remark(
        `${plural(deadLetters, 'dead letter')} of the ${queue} queue: ${commandLine(`redrive ${queue} --dry-run`, stack)}`,
        '  ',
      ),
    ),
    // Without the mark: anyone who sees the signature of an upload form can fill that queue, and what matters there has
    // an alarm.
    ...(setAside > 0
      ? [`  ${plural(setAside, 'message')} set aside: ${commandLine('redrive set-aside --dry-run', stack)}`]
      : []),
    '',
  ];
}

function statusVerdict(clouds: readonly CloudStatus[], depths: readonly QueueDepth[]): Line {
  const bad = clouds.filter(({ concerns }) => concerns.length > 0).map(({ cloud }) => cloud);
  if (bad.length > 0) {
    const need = `${bad.join(', ')} ${bad.length === 1 ? 'needs' : 'need'} you`;
    return verdict(EXIT_CODE.attention, `${need}. See the lines marked "!" above.`);
  }
  const summaryOf = ({ cloud, kinds }: CloudStatus) =>
    `${cloud}: ${kinds.flatMap(({ history: { summary } }) => summary ?? []).join('; ')}`;
  const dead = depths.reduce((sum, { deadLetters }) => sum + deadLetters, 0);
  const but = dead === 0 ? '' : `${plural(dead, 'dead letter')} ${dead === 1 ? 'waits' : 'wait'}`;
  const see = dead === 0 ? '' : 'see the lines marked "!" above. ';
  return verdict(EXIT_CODE.done, `${see}${clouds.map(summaryOf).join('. ')}.`, but);
}

/** Formats the state of the clouds and the queues for people. */
export function statusLines(
  clouds: readonly CloudStatus[],
  queues: StackQueues,
  context: StatusContext,
): readonly Line[] {
  return [
    ...clouds.flatMap((status) => cloudLines(status, context)),
    ...queueLines(queues, context),
    statusVerdict(clouds, queues.depths),
  ];
}
