import { REVISIONS_PREFIX } from '#shared/domain/bucket/bucket-layout.ts';
import { aligned, bytesText, displayWidth, secondsText } from '../display/format.ts';
import type { RevisionCheck, Verdict } from '../verification/verification.ts';

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
const KEY_HEAD = `key, below ${REVISIONS_PREFIX}`;
const HEAD = ['', 'Cloudinary had', 'now', 'size', 'MD5 source', 'in bucket', 'after', KEY_HEAD];
const TO_THE_RIGHT = [3, 6];
const MD5_LENGTH = 8;

/** What Cloudinary had, every revision, and what the bucket holds of it. */
export function revisionTable(checks: readonly RevisionCheck[], { columns, style }: TableStyle): string {
  const rows = aligned([HEAD, ...checks.map(cells)], TO_THE_RIGHT);
  const stacked = displayWidth(`  ${rows[0]?.join('  ')}  `) > columns;
  const lines = rows.flatMap(([verdict = '', ...rest], index) => {
    const key = rest.pop()?.trimEnd() ?? '';
    const text = rest.join('  ');
    const check = checks[index - 1];
    if (check === undefined) {
      const head = `  ${style('bold', verdict)}  ${style('bold', text)}`;
      return stacked ? [head] : [`${head}  ${style('bold', key)}`];
    }
    const line = `  ${style(COLOURS[check.verdict], verdict)}  ${text}`;
    const dimmed = style('dim', key);
    return stacked ? [line, `  ${' '.repeat(displayWidth(verdict))}  ${dimmed}`] : [`${line}  ${dimmed}`];
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
