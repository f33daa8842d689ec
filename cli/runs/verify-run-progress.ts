import { countText, plural, sizeText } from '#shared/domain/text/figure-text.ts';
import type { VerifyProgress } from '#shared/usecases/progress/verify-progress.ts';
import type { RunProgress } from './run-view.ts';

const PHASES = {
  starting: 'starting',
  expecting: 'collecting what should be in the bucket',
  finding: 'listing the bucket',
  checking: 'comparing',
  concluding: 'mending what is wrong',
  finished: 'finished',
} as const satisfies Record<VerifyProgress['phase'], string>;

function partsOf({ phase, tally, shards }: VerifyProgress): readonly string[] {
  const { missing = 0, different = 0, corrupt = 0 } = tally;
  const problems = missing + different + corrupt;
  const amountText = (what: 'expected' | 'found' | 'read', noun: string): readonly string[] => {
    const { [what]: count, [`${what}_bytes` as const]: bytes } = tally;
    if (count === undefined || (what === 'read' && count === 0)) return [];
    return [`${plural(count, noun)} ${what}${bytes === undefined ? '' : ` (${sizeText(bytes)})`}`];
  };
  return [
    `${PHASES[phase]}${shards === undefined ? '' : ` (${countText(shards.done)} of ${plural(shards.of, 'shard')})`}`,
    ...(problems === 0 ? [] : [`${plural(problems, 'problem')} so far`]),
    ...amountText('expected', 'revision'),
    ...amountText('found', 'object'),
    ...amountText('read', 'object'),
  ];
}

const COUNTS = [
  'expected',
  'expected_bytes',
  'found',
  'found_bytes',
  'read',
  'read_bytes',
  'missing',
  'different',
  'corrupt',
] as const;

/** Formats the progress of a verify run. */
export function verifyRunProgress(progress: VerifyProgress, at: Date): RunProgress {
  const { phase, tally, shards = null } = progress;
  const counts = Object.fromEntries(COUNTS.map((name) => [name, tally[name] ?? null]));
  return { parts: partsOf(progress), document: { at: at.toISOString(), phase, shards, ...counts } };
}
