import { countText, plural, sizeText } from '../../shared/domain/text/figure-text.ts';
import type { VerifyProgress } from '../../shared/usecases/progress/verify-progress.ts';

const PHASES = {
  starting: 'starting',
  expecting: 'collecting what is to be in the bucket',
  finding: 'listing the bucket',
  checking: 'comparing',
  concluding: 'mending what is wrong, and concluding',
  finished: 'finished',
} as const satisfies Record<VerifyProgress['phase'], string>;

function amountText(count: number | undefined, bytes: number | undefined, noun: string): readonly string[] {
  return count === undefined ? [] : [`${plural(count, noun)}${bytes === undefined ? '' : `, ${sizeText(bytes)}`}`];
}

/** How far a verify run of a cloud is, in a line. */
export function verifyLine(cloud: string, { phase, tally, shards }: VerifyProgress): string {
  const wrong = [tally.missing, tally.different, tally.corrupt].map((count) => count ?? 0);
  const problems = wrong.reduce((sum, count) => sum + count, 0);
  return [
    `${cloud}: ${PHASES[phase]}${shards === undefined ? '' : ` (part ${shards.done} of ${shards.of})`}`,
    ...amountText(tally.expected, tally.expected_bytes, 'revision').map((text) => `expected ${text}`),
    ...amountText(tally.found, tally.found_bytes, 'object').map((text) => `found ${text}`),
    ...(tally.read === 0 ? [] : amountText(tally.read, tally.read_bytes, 'object').map((text) => `read ${text}`)),
    ...(problems === 0 ? [] : [`${countText(problems)} wrong so far`]),
  ].join('; ');
}

const COUNTS = [
  ...(['expected', 'expected_bytes', 'found', 'found_bytes', 'read', 'read_bytes'] as const),
  ...(['missing', 'different', 'corrupt'] as const),
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
