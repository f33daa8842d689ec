import { Logger } from '@aws-lambda-powertools/logger';
import { beforeEach, describe, expect, test } from 'vitest';
import { publishCompleteness } from '#functions/inventory/publish-completeness.ts';
import { NO_COMPLETENESS } from '#shared/domain/inventory/completeness.ts';
import type { CompletenessReport } from '#shared/domain/inventory/inventory-documents.ts';
import { completenessReport, tally } from '#test/usecases/progress/run-files.ts';
import { useCapturedOutput } from '../captured-output.ts';
import { emfLines } from '../emf-lines.ts';

const REPORT = completenessReport('2026-11-21T02:30:00.000Z', {
  completeness: { ...NO_COMPLETENESS.completeness, assets: 10, protected: 8, unprotected: 2 },
  tally: tally({ queued: 3, unreported: 4, unreported_revisions: 6, filled: 9 }),
  fallen: [{ what: 'journal', span: '2026-11-20', had: 312, now: 0 }],
  shrinkage: 0.5,
  housekeeping: { triggers_repaired: 5, uploads_aborted: 0 },
});
const COMPLETE = completenessReport('2026-11-21T02:30:00.000Z', {
  completeness: { ...NO_COMPLETENESS.completeness, assets: 10, protected: 10 },
});

const output = useCapturedOutput();
let mails: { readonly subject: string; readonly text: string }[];
beforeEach(() => {
  mails = [];
});

async function send(subject: string, text: string): Promise<void> {
  mails.push({ subject, text });
}

function publish(report: CompletenessReport, mail: 'first' | 'always' | 'never' = 'never', to = send) {
  return publishCompleteness(report, { mail, publish: to, logger: new Logger({ serviceName: 'inventory' }) });
}

describe('the metrics of an inventory run', () => {
  test('cover the library, what the run found, and what it did', async () => {
    await publish(REPORT);
    expect(emfLines(output.lines())).toEqual([
      {
        dimensions: { cloud: 'demo' },
        values: {
          InventoryRuns: 1,
          AssetsAtCloudinary: 10,
          AssetsProtected: 8,
          AssetsUnprotected: 2,
          RevisionsFoundMissing: 3,
          ChangesUnreported: 4,
          RevisionsUnreported: 6,
          RecordsMissing: 1,
          LibraryShrinkage: 50,
          TriggersRepaired: 5,
        },
      },
    ]);
    expect(output.lines()).toMatchObject([{ message: 'inventory finished', started_at: REPORT.started_at }]);
  });

  test('leave out zeros, except for the one that clears an alarm', async () => {
    await publish(COMPLETE);
    expect(emfLines(output.lines())).toMatchObject([
      { values: { InventoryRuns: 1, AssetsAtCloudinary: 10, AssetsProtected: 10, AssetsUnprotected: 0 } },
    ]);
    expect(Object.keys(emfLines(output.lines())[0]?.values ?? {})).toHaveLength(4);
  });
});

describe('the mail of an inventory run', () => {
  const initial = { ...COMPLETE, initial: true };

  test.each([
    ['never', initial, 0],
    ['first', initial, 1],
    ['first', COMPLETE, 0],
    ['always', COMPLETE, 1],
    ['always', initial, 1],
  ] as const)('goes %s', async (mail, report, count) => {
    await publish(report, mail);
    expect(mails).toHaveLength(count);
  });

  test('says in its subject how complete the backup is', async () => {
    for (const report of [initial, COMPLETE, { ...REPORT, fallen: [] }, REPORT]) await publish(report, 'always');
    expect(mails.map(({ subject }) => subject)).toEqual([
      'Initial backup of demo: complete',
      'Backup of demo: complete',
      'Backup of demo: 2 of 10 assets not protected',
      'Backup of demo: records are missing from the bucket',
    ]);
    expect(mails[2]?.text).toMatch(/^demo: 2 of 10 originals at Cloudinary are not protected\.\n/);
  });

  test.each<[unknown, string]>([
    [new TypeError('no topic'), 'TypeError: no topic'],
    ['a secret', 'unknown'],
  ])('that cannot be sent (%s) is logged, and fails nothing', async (failure, reason) => {
    await publish(REPORT, 'always', () => Promise.reject(failure));
    expect(output.lines().at(-1)).toMatchObject({ level: 'WARN', cloud: 'demo', reason });
  });
});
