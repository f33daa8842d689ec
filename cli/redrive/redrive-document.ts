import { awsFailureText } from '#shared/adapters/aws/aws-failure-text.ts';
import type { MessageGroup, NamedLetter, RedriveReport } from '#shared/usecases/redrive/redrive-report.ts';

/** How many messages some groups have. */
export function messagesIn(groups: readonly MessageGroup[]): number {
  return groups.reduce((sum, { messages }) => sum + messages, 0);
}

function groups(all: readonly MessageGroup[]) {
  return {
    messages: messagesIn(all),
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

/** The JSON form; documented in docs/cli.md. */
export function redriveDocument(report: RedriveReport, stack: string) {
  const { 'set-aside': setAside, ...sent } = report.sent;
  return {
    command: 'redrive',
    stack,
    queue: report.queue,
    dry_run: report.dryRun,
    ended: report.ended,
    error: report.ended === 'failed' ? awsFailureText(report.error) : null,
    found: report.found,
    moved: groups(report.moved),
    ignored: groups(report.ignored),
    kept: report.kept.map((letter) => ({ ...named(letter), reason: letter.reason })),
    unseen: report.unseen,
    sent: { ...sent, set_aside: setAside },
    oldest_first_sent_at: report.oldestFirstSentAt?.toISOString() ?? null,
    old: report.old.map(named),
    unreleased: report.unreleased,
  };
}
