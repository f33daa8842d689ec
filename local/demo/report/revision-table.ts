import type { CheckResult, RevisionCheck } from '#local/verification/verification.ts';
import { REVISIONS_PREFIX } from '#shared/domain/bucket/bucket-layout.ts';
import { aligned } from '#shared/domain/text/aligned.ts';
import { cut, displayWidth } from '#shared/domain/text/display-width.ts';
import { secondsText, sizeText } from '#shared/domain/text/figure-text.ts';

/** Where the table is shown, and how. */
export interface TableStyle {
  /** Where keys do not fit, they have lines of their own. */
  readonly columns: number;
  readonly style: (format: 'green' | 'red' | 'yellow' | 'bold' | 'dim', text: string) => string;
}

const COLOURS = { OK: 'green', LOST: 'yellow', MISSING: 'red', WRONG: 'red' } as const satisfies Record<
  CheckResult,
  string
>;
const KEY_HEAD = `key, below ${REVISIONS_PREFIX}`;
const HEAD = ['', 'Cloudinary had', 'now', 'size', 'MD5 file', 'object', 'after', KEY_HEAD];
const TO_THE_RIGHT = [3, 6];
const MD5_LENGTH = 8;

/** Every revision that Cloudinary had, and what the bucket holds of it. */
export function revisionTable(checks: readonly RevisionCheck[], { columns, style }: TableStyle): string {
  const cellRows = [HEAD, ...checks.map(cells)];
  const wide = aligned(cellRows, TO_THE_RIGHT);
  const stacked = wide.some((row) => displayWidth(`  ${row.join('  ')}`) > columns);
  const rows = stacked ? aligned(withShortIds(cellRows, columns), TO_THE_RIGHT) : wide;
  const lines = rows.flatMap(([result = '', ...rest], index) => {
    const key = rest.pop()?.trimEnd() ?? '';
    const text = rest.join('  ');
    const check = checks[index - 1];
    if (check === undefined) {
      const head = `  ${style('bold', result)}  ${style('bold', text)}`;
      return stacked ? [head] : [`${head}  ${style('bold', key)}`];
    }
    const line = `  ${style(COLOURS[check.result], result)}  ${text}`;
    const dimmed = style('dim', key);
    return stacked ? [line, `  ${' '.repeat(displayWidth(result))}  ${dimmed}`] : [`${line}  ${dimmed}`];
  });
  return lines.join('\n');
}

/** The rows with public_ids so short that all columns but the key fit; the key names the asset in full. */
function withShortIds(rows: readonly (readonly string[])[], columns: number): string[][] {
  const widths = aligned(rows).map((row) => displayWidth(`  ${row.slice(0, -1).join('  ')}`));
  const idWidth = Math.max(...rows.map(([, id = '']) => displayWidth(id)));
  const room = idWidth - Math.max(0, Math.max(...widths) - columns);
  return rows.map(([result = '', id = '', ...rest]) => [result, cut(id, room), ...rest]);
}

function cells({ expected, result, stored }: RevisionCheck): string[] {
  const { asset, fate, source, key, seconds, timed } = expected;
  return [
    result,
    asset.public_id,
    fate,
    sizeText(source.bytes),
    source.md5.slice(0, MD5_LENGTH),
    stored?.md5.slice(0, MD5_LENGTH) ?? '–',
    timed && seconds !== undefined ? secondsText(seconds) : '–',
    result === 'LOST'
      ? 'replaced before anyone could copy it; the journal records the loss'
      : key.slice(REVISIONS_PREFIX.length),
  ];
}
