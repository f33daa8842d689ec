import { comparedLines, fallenHeadline } from '../runs/high-water-text.ts';
import { countText, dollarText, durationText, plural, quoted, sizeText } from '../text/figure-text.ts';
import type { VerifyProblem, VerifyReport } from './verify-documents.ts';

/** How many problems the text names; the report has more. */
export const PROBLEMS_IN_TEXT = 100;

const PROBLEMS: Readonly<Record<VerifyProblem, string>> = {
  missing: 'is missing',
  different: 'has a different size or MD5',
  corrupt: 'was read, and its bytes are not those that were stored',
};

const MENDINGS: Readonly<Record<VerifyReport['problems'][number]['mending'], string>> = {
  mended: 'a good copy is in the bucket again',
  'gone-at-cloudinary': 'Cloudinary no longer has this version',
  pending: 'the job that fetches it again is waiting or was given up',
  'not-tried': 'not fetched again, because the run was started with --no-mend',
};

function headline({ cloud, expected, missing, different, corrupt }: VerifyReport): string {
  const wrong = missing + different + corrupt;
  return wrong === 0
    ? `${cloud}: every revision that is recorded as stored is in the bucket.`
    : `${cloud}: ${plural(wrong, 'problem')} with ${plural(expected, 'stored revision')}.`;
}

function content({ bytes, md5 }: { readonly bytes: number; readonly md5?: string | undefined }): string {
  return md5 === undefined ? plural(bytes, 'byte') : `${plural(bytes, 'byte')}, MD5 ${md5}`;
}

function problems({ problems: all, missing, different, corrupt }: VerifyReport): readonly string[] {
  if (all.length === 0) return [];
  const named = all.slice(0, PROBLEMS_IN_TEXT);
  const wrong = missing + different + corrupt;
  return [
    '',
    `Problems${named.length < wrong ? ` (${countText(named.length)} of ${countText(wrong)})` : ''}:`,
    // Quoted, so that a name from Cloudinary cannot start a line of its own.
    ...named.map(
      ({ problem, key, expected, found, mending, stored_key }) =>
        `  ${quoted(key)} ${PROBLEMS[problem]}: expected ${content(expected)}${found === undefined ? '' : `, found ${content(found)}`}; ${MENDINGS[mending]}${stored_key === undefined ? '' : `, under ${quoted(stored_key)}`}`,
    ),
  ];
}

/**
 * A verify report in words: all its figures and the first {@link PROBLEMS_IN_TEXT} problems, in plain lines for mails and
 * terminals. It ends without a line break.
 */
export function verifyText(report: VerifyReport): string {
  return [
    ...fallenHeadline(report.cloud, report),
    headline(report),
    '',
    `Verify run of ${report.started_at}, started by: ${report.reason}`,
    `Finished at ${report.finished_at}`,
    '',
    `Should be in the bucket: ${plural(report.expected, 'revision')}, ${sizeText(report.expected_bytes)}`,
    `Found in the bucket: ${plural(report.found, 'object')}, ${sizeText(report.found_bytes)}`,
    `Read and hashed${report.read_data === undefined ? '' : ` (${report.read_data})`}: ${plural(report.read, 'object')}, ${sizeText(report.read_bytes)}`,
    ...(report.unread === undefined ? [] : [`Could not be read: ${plural(report.unread, 'object')}`]),
    `Missing: ${countText(report.missing)}; different size or MD5: ${countText(report.different)}; corrupt when read: ${countText(report.corrupt)}`,
    report.mend ? `Mended: ${countText(report.mended)}` : 'Mending was switched off',
    `Objects that neither journal nor inventory records: ${countText(report.unrecorded)}`,
    ...comparedLines('verify', report),
    `Duration: ${durationText(report.duration_seconds)}; cost at AWS: about ${dollarText(report.cost_usd)}`,
    ...problems(report),
  ].join('\n');
}
