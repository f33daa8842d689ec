import type { RedriveReport } from '#shared/usecases/redrive/redrive-report.ts';

const letter = {
  kind: 'unintelligible',
  cloud: 'acme-marketing-europe',
  requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  messageIds: ['5fea7756-0ea4-451a-a703-a558b933e274', '0ea45fea-a703-451a-7756-b933e274a558'],
  firstSentAt: new Date('2026-11-12T09:15:33.000Z'),
  reason: 'still unintelligible: the body is not JSON: Unexpected end of JSON input at position 48213',
} as const;
/** The report of a redrive that has every part. */
export const REDRIVEN: RedriveReport = {
  queue: 'live',
  dryRun: false,
  ended: 'empty',
  found: 1_208,
  moved: [
    { kind: 'revision', cloud: 'acme-marketing-europe', messages: 1_200 },
    { kind: 'reread', cloud: undefined, messages: 3 },
  ],
  ignored: [{ kind: 'unintelligible', cloud: 'demo', messages: 1 }],
  kept: [letter],
  unseen: 2,
  sent: { live: 1_203, bulk: 0, large: 1, 'set-aside': 0 },
  oldestFirstSentAt: letter.firstSentAt,
  old: [letter],
  unreleased: 1,
};
