import { countText, dollarText, durationText, plural, quoted, sizeText } from '../text/figure-text.ts';
import type { VerifyProblem, VerifyReport } from './verify-documents.ts';

/** How many problems the text names; the report has more. */
export const NAMED_PROBLEMS = 100;

const PROBLEMS: Readonly<Record<VerifyProblem, string>> = {
  missing: 'is not there',
  different: 'has another size or MD5',
  corrupt: 'has other bytes when it is read',
};

const MENDINGS: Readonly<Record<VerifyReport['problems'][number]['mending'], string>> = {
  mended: 'a good copy is in the bucket again',
  'gone-at-cloudinary': 'Cloudinary no longer has this version',
  pending: 'its job waits, or was given up',
  'not-tried': 'nothing was tried',
};

function headline({ cloud, expected, missing, different, corrupt }: VerifyReport): string {
  const wrong = missing + different + corrupt;
  return wrong === 0
    ? `${cloud}: every revision that the journal says is stored is in the bucket.`
    : `${cloud}: ${plural(wrong, 'problem')} with ${plural(expected, 'stored revision')}.`;
}

function content({ bytes, md5 }: { readonly bytes: number; readonly md5?: string | undefined }): string {
  return md5 === undefined ? plural(bytes, 'byte') : `${plural(bytes, 'byte')}, MD5 ${md5}`;
}

function problems({ problems: all, missing, different, corrupt }: VerifyReport): readonly string[] {
  if (all.length === 0) return [];
  const named = all.slice(0, NAMED_PROBLEMS);
  const wrong = missing + different + corrupt;
  return [
    '',
    `Problems${named.length < wrong ? ` (${countText(named.length)} of ${countText(wrong)})` : ''}:`,
    // Quoted: what comes from Cloudinary is not to write a line of its own.
    ...named.map(
      ({ problem, key, expected, found, mending, under }) =>
        `  ${quoted(key)} ${PROBLEMS[problem]}: expected ${content(expected)}${found === undefined ? '' : `, found ${content(found)}`}; ${MENDINGS[mending]}${under === undefined ? '' : `, under ${quoted(under)}`}`,
    ),
  ];
}

/**
 * A report of verify in words, with every figure that it has and the first {@link NAMED_PROBLEMS} problems: plain lines
 * that can be read in a mail. Ends without a line break.
 */
export function verifyText(report: VerifyReport): string {
  return [
    headline(report),
    '',
    `Verify run of ${report.started_at}, finished at ${report.finished_at}, started by: ${report.reason}`,
    '',
    `Expected by journal and inventory: ${plural(report.expected, 'revision')}, ${sizeText(report.expected_bytes)}`,
    `Found in the bucket: ${plural(report.found, 'object')}, ${sizeText(report.found_bytes)}`,
    `Read and hashed${report.read_data === undefined ? '' : ` (${report.read_data})`}: ${plural(report.read, 'object')}, ${sizeText(report.read_bytes)}`,
    ...(report.unread === undefined ? [] : [`Could not be read: ${plural(report.unread, 'object')}`]),
    `Missing: ${countText(report.missing)}; of another size or MD5: ${countText(report.different)}; corrupt when read: ${countText(report.corrupt)}`,
    report.mend ? `Mended: ${countText(report.mended)}` : 'Nothing was to be mended',
    `Objects that nothing tells of: ${countText(report.unrecorded)}`,
    `Duration: ${durationText(report.duration_seconds)}; cost at AWS, about: ${dollarText(report.cost_usd)}`,
    ...problems(report),
  ].join('\n');
}
