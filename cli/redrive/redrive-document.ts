import { awsFailureText } from '../../shared/adapters/aws/aws-failure-text.ts';
import type {
  KeptLetter,
  MessageGroup,
  NamedLetter,
  RedriveReport,
} from '../../shared/usecases/redrive/redrive-report.ts';

function groups(all: readonly MessageGroup[]) {
  return {
    messages: all.reduce((sum, { messages }) => sum + messages, 0),
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

function kept(letter: KeptLetter) {
  return { ...named(letter), reason: letter.reason };
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
    kept: report.kept.map(kept),
    unseen: report.unseen,
    sent: report.sent,
    oldest_first_sent_at: report.oldestFirstSentAt?.toISOString() ?? null,
    old: report.old.map(named),
    unreleased: report.unreleased,
  };
}
