import { REVISIONS_PREFIX } from '../../../shared/domain/bucket/bucket-layout.ts';
import { bytesText, secondsText } from '../display/amount-text.ts';
import { displayWidth, padLeft, padRight } from '../display/display-width.ts';
import type { RevisionCheck, Verdict } from '../verification/revision-check.ts';

/** How the table looks where it is shown. */
export interface TableStyle {
  /** Keys go to lines of their own where they do not fit. */
  readonly columns: number;
  readonly style: (format: 'green' | 'red' | 'yellow' | 'bold' | 'dim', text: string) => string;
}

const COLOURS = { OK: 'green', LOST: 'yellow', MISSING: 'red', WRONG: 'red' } as const satisfies Record<
  Verdict,
  string
>;
const HEAD = [
  '',
  'Cloudinary had',
  'now',
  'size',
  'MD5 source',
  'in bucket',
  'after',
  `key, below ${REVISIONS_PREFIX}`,
];
const TO_THE_RIGHT = new Set([3, 6]);
const MD5_LENGTH = 8;

/** What Cloudinary had, every revision, and what the bucket holds of it. */
export function revisionTable(checks: readonly RevisionCheck[], { columns, style }: TableStyle): string {
  const rows = [HEAD, ...checks.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))));
  const total = widths.reduce((sum, width) => sum + width + 2, 0) + 2;
  const stacked = total > columns;
  const lines = rows.flatMap((row, index) => {
    const padded = row.map((cell, column) =>
      (TO_THE_RIGHT.has(column) ? padLeft : padRight)(cell, widths[column] ?? 0),
    );
    const [verdict = '', ...rest] = padded;
    const key = rest.pop()?.trimEnd() ?? '';
    const check = checks[index - 1];
    const colour = check === undefined ? 'bold' : COLOURS[check.verdict];
    const text = check === undefined ? style('bold', rest.join('  ')) : rest.join('  ');
    const line = `  ${style(colour, verdict)}  ${text}`;
    if (!stacked) return [`${line}  ${style(check === undefined ? 'bold' : 'dim', key)}`];
    return check === undefined ? [line] : [line, `  ${' '.repeat(widths[0] ?? 0)}  ${style('dim', key)}`];
  });
  return lines.join('\n');
}

function cells({ expected, verdict, stored }: RevisionCheck): string[] {
  const { asset, fate, source, key, seconds, timed } = expected;
  return [
    verdict,
    asset.public_id,
    fate,
    bytesText(source.bytes),
    source.md5.slice(0, MD5_LENGTH),
    stored?.md5.slice(0, MD5_LENGTH) ?? '–',
    timed && seconds !== undefined ? secondsText(seconds) : '–',
    verdict === 'LOST'
      ? 'replaced before anyone could copy it; so says the journal'
      : key.slice(REVISIONS_PREFIX.length),
  ];
}
