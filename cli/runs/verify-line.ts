import { countText, plural, sizeText } from '#shared/domain/text/figure-text.ts';
import type { VerifyProgress } from '#shared/usecases/progress/verify-progress.ts';

const PHASES = {
  starting: 'starting',
  expecting: 'collecting what is to be in the bucket',
  finding: 'listing the bucket',
  checking: 'comparing',
  concluding: 'mending what is wrong, and concluding',
  finished: 'finished',
} as const satisfies Record<VerifyProgress['phase'], string>;

/** How far a verify run is, in a line. */
export function verifyLine({ phase, tally, shards }: VerifyProgress): string {
  const { missing = 0, different = 0, corrupt = 0 } = tally;
  const problems = missing + different + corrupt;
  const amountText = (what: 'expected' | 'found' | 'read', noun: string): readonly string[] => {
    const { [what]: count, [`${what}_bytes` as const]: bytes } = tally;
    if (count === undefined || (what === 'read' && count === 0)) return [];
    return [`${what} ${plural(count, noun)}${bytes === undefined ? '' : `, ${sizeText(bytes)}`}`];
  };
  return [
    `${PHASES[phase]}${shards === undefined ? '' : ` (part ${shards.done} of ${shards.of})`}`,
    ...amountText('expected', 'revision'),
    ...amountText('found', 'object'),
    ...amountText('read', 'object'),
    ...(problems === 0 ? [] : [`${countText(problems)} wrong so far`]),
  ].join('; ');
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

/** The same as `--json` prints it; docs/cli.md describes it. */
export function verifyProgressDocument({ phase, tally, shards }: VerifyProgress, at: Date) {
  return {
    at: at.toISOString(),
    phase,
    shards: shards ?? null,
    ...Object.fromEntries(COUNTS.map((name) => [name, tally[name] ?? null])),
  };
}
