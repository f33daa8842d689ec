import { parsePreview, previewLines } from '#cli/backup/library-preview.ts';
import { checkLines, repairLines } from '#cli/bucket/bucket-lines.ts';
import { OperatorConsole } from '#cli/console/operator-console.ts';
import { verdict } from '#cli/console/verdict.ts';
import { EXIT_CODE } from '#cli/exit-code.ts';
import { executeCommandLine } from '#cli/program.ts';
import { redriveLines } from '#cli/redrive/redrive-lines.ts';
import { redriveExitCode } from '#cli/redrive/redrive-work.ts';
import { inventoryRunProgress } from '#cli/runs/inventory-run-progress.ts';
import { INVENTORY_VIEW } from '#cli/runs/inventory-view.ts';
import { runExitCode, runResultLines, runVerdict } from '#cli/runs/run-results.ts';
import { verifyRunProgress } from '#cli/runs/verify-run-progress.ts';
import { VERIFY_VIEW } from '#cli/runs/verify-view.ts';
import { failureText, progressReporter, type RunResult } from '#cli/runs/watch-cloud.ts';
import { statusLines } from '#cli/status/status-lines.ts';
import { awsFailureText } from '#shared/adapters/aws/aws-failure-text.ts';
import {
  alternativeRevisionKey,
  completenessFolder,
  revisionKey,
  runKey,
  verifyFolder,
} from '#shared/domain/bucket/bucket-layout.ts';
import { InventoryRates } from '#shared/usecases/progress/inventory-rates.ts';
import type { RedriveReport } from '#shared/usecases/redrive/redrive-report.ts';
import {
  completenessReport,
  manifest,
  started,
  tally,
  verifyReport,
  verifyStarted,
} from '#test/usecases/progress/run-files.ts';
import { memoryRuns } from '../memory-runs.ts';
import { statusOf } from './past-runs.ts';
import { REDRIVEN } from './redriven.ts';

const NOW = new Date('2026-11-21T10:00:00Z');
const LAST_NIGHT = '2026-11-21T02:30:00.000Z';
const LAST_YEAR = '2025-11-20T02:30:00.000Z';
/** The stack of every screen, which is not the default one. */
export const STACK = 'CloudinaryBackup-production-europe';
const ARN = `arn:aws:states:eu-central-1:123456789012:execution:InventoryRuns${'A1B2'.repeat(8)}:0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f`;
const LONG_ID = `catalog/${'a very long folder name/'.repeat(4)}hero shot`;
const WIDE_ID = '商品カタログ/東京の夜景と桜 😀🇯🇵/한국어 사진';
const LARGE = { assets: 1_234_567, bytes: 9e12, protected: 1_234_500, protected_bytes: 9e12, excluded: 60 };
const ERROR = Object.assign(new Error('Could not load credentials from any providers'), {
  name: 'CredentialsProviderError',
});

const LISTING = {
  ...new InventoryRates(undefined, 0.2).measure(
    {
      phase: 'listing',
      assets: 2_000_000,
      tally: tally({ listed: 1_234_567, bytes: 3e12 }),
      quota: undefined,
      shards: undefined,
    },
    0,
    NOW,
  ),
  listedPerSecond: 1_210,
  secondsLeft: 4_980,
  quota: { limit: 5_000, remaining: 4_120, resetsAt: NOW },
};
const COPYING = {
  ...LISTING,
  phase: 'copying',
  queued: 1_234_567,
  queuedBytes: 9e12,
  copied: 345_678,
  copiedBytes: 2e12,
  copiedPerSecond: 123,
  copiedBytesPerSecond: 5e7,
} as const;

const SIDS = ['TransportSecurity', 'WriteOnce', 'NoDeletion', 'NoPolicyChange', 'CloudinaryBackup', 'CloudinaryRead'];
const VIOLATIONS = [
  ...SIDS.map((sid) => ({ condition: 'policy', found: `the statement ${sid} is missing`, unreadable: false }) as const),
  { condition: 'encryption', found: 'S3 did not say (AccessDenied)', unreadable: true },
  { condition: 'versioning', found: 'versioning is on', unreadable: false, refusal: 'Access Denied' },
] as const;
const BUCKET = { name: 'cloudinarybackup-production-europe-bucket-1a2b3c4d5e6f', stack: STACK };

/** Reads a report from a bucket, as a command does. */
async function finished(view: typeof INVENTORY_VIEW, cloud: string, key: string, document: object): Promise<RunResult> {
  const runs = { ...memoryRuns(), stackName: STACK };
  runs.reader.place(key, Buffer.from(JSON.stringify(document)));
  const report = await view.report(cloud, LAST_NIGHT, runs);
  if (report === undefined) throw new Error(`There is no report at ${key}.`);
  return { ended: 'finished', cloud, execution: ARN, report };
}

function showRuns(console: OperatorConsole, view: typeof INVENTORY_VIEW, results: readonly RunResult[]): void {
  for (const result of results) console.lines(runResultLines(view, result, NOW));
  console.lines([runVerdict(runExitCode(results), view, results, STACK)]);
}

function redriven(console: OperatorConsole, more: Partial<RedriveReport>): void {
  const report = { ...REDRIVEN, ...more };
  console.lines(redriveLines(report, redriveExitCode(report), STACK, NOW));
}

const COMMANDS = ['', 'status ', 'backup ', 'verify ', 'redrive ', 'bucket ', 'bucket check ', 'bucket repair '];
/** Command lines that cannot work. */
export const WRONG_USAGE: readonly string[] = [
  'redrive live --yes',
  'redrive dead',
  'redrive',
  'redrive live bulk',
  'status --last 0',
  'status --lst 0',
  'verify --read-data 9/7',
  'verify --read-data',
  'dance',
  'bucket',
];

/** What a command line shows that needs no stack. */
function screenOf(line: string) {
  const show = async (console: OperatorConsole) => {
    await executeCommandLine(line.split(' '), console, new AbortController().signal);
  };
  return [line, show] as const;
}

/** What the commands show, by what it is. */
export const SCREENS: ReadonlyMap<string, (console: OperatorConsole) => Promise<void> | void> = new Map([
  ...COMMANDS.map((command) => screenOf(`${command}--help`)),
  ...WRONG_USAGE.map((line) => screenOf(line)),
  [
    'status of a large library',
    async (console) => {
      const past = { ...manifest(LAST_NIGHT, { ...LARGE, unprotected: 7 }), finished_at: '2026-11-21T05:30:05.000Z' };
      const cloud = await statusOf(
        [
          [
            'inventory',
            LAST_NIGHT,
            started(LAST_NIGHT),
            { ...past, tally: tally({ queued: 123_456, unreported: 12_345 }) },
          ],
          ['inventory', LAST_YEAR, started(LAST_YEAR)],
          [
            'verify',
            LAST_NIGHT,
            verifyStarted(LAST_NIGHT),
            verifyReport(LAST_NIGHT, { expected: 2_345_678, missing: 12 }),
          ],
        ],
        NOW,
        { running: ['inventory', 'verify'], cloud: 'acme-marketing-europe', stack: STACK },
      );
      const queues = {
        depths: [
          { queue: 'live', pending: 12, deadLetters: 1 },
          { queue: 'bulk', pending: 1_234_567, deadLetters: 0 },
        ],
        setAside: 1_234,
      } as const;
      console.lines(statusLines([cloud], queues, { stack: STACK, width: console.width, now: NOW }));
    },
  ],
  [
    'status of a new cloud',
    async (console) =>
      console.lines(
        statusLines(
          [await statusOf([], NOW, { stack: STACK })],
          { depths: [], setAside: 0 },
          { stack: STACK, width: console.width, now: NOW },
        ),
      ),
  ],
  [
    'preview',
    (console) => {
      const usage = {
        assets: 1_234_567,
        storedBytes: 9e12,
        bandwidth: { used: 5e12, limit: 1e13 },
        plan: 'Plus Extra',
      };
      const quota = { limit: 5_000, remaining: 4_900, resetsAt: '2026-11-21T10:30:00.000Z' };
      console.lines(previewLines(parsePreview('acme-marketing-europe', { usage, quota }, NOW), true));
      console.lines(previewLines(parsePreview('demo', { usage: { assets: 1 } }, NOW), true));
    },
  ],
  [
    'progress of listing',
    (console) => {
      const report = progressReporter(console, { command: 'backup', cloud: 'demo-cloud', json: false });
      report(inventoryRunProgress(LISTING), NOW);
    },
  ],
  ['progress of copying', (console) => console.progress(inventoryRunProgress(COPYING).parts)],
  [
    'progress of checking',
    (console) => {
      const counts = {
        expected: 1_234_567,
        expected_bytes: 9e12,
        found: 1_234_567,
        found_bytes: 9e12,
        missing: 12_345,
      };
      const progress = { phase: 'checking', shards: { done: 1_234, of: 5_678 }, tally: counts } as const;
      console.progress(verifyRunProgress(progress, NOW).parts);
    },
  ],
  ['progress that does not fit at all', (console) => console.progress([`${'word '.repeat(30)}1,234,567`])],
  [
    'results of inventory runs',
    async (console) => {
      const examples = [
        {
          resource_type: 'image',
          type: 'upload',
          public_id: LONG_ID,
          version: 1_795_166_132,
          bytes: 5e9,
          reason: 'blocked' as const,
          detail: 'Cloudinary answered 401 Unauthorized to three attempts in a row',
        },
      ];
      examples.push(...examples.map((example) => ({ ...example, public_id: WIDE_ID })));
      const key = runKey(completenessFolder('demo'), LAST_NIGHT, 'report.json');
      const completeness = {
        ...manifest(LAST_NIGHT, LARGE).completeness,
        unprotected: 7,
        unobtainable: { blocked: 7 },
      };
      const document = completenessReport(LAST_NIGHT, { completeness, examples });
      const error = failureText({
        ended: 'failed',
        execution: ARN,
        status: 'FAILED',
        error: 'States.TaskFailed',
        cause: 'the quota is gone',
      });
      showRuns(console, INVENTORY_VIEW, [
        await finished(INVENTORY_VIEW, 'demo', key, document),
        { ended: 'failed', cloud: 'broken', execution: ARN, error },
        { ended: 'interrupted', cloud: 'slow', execution: ARN },
      ]);
    },
  ],
  [
    'result of a verify run',
    async (console) => {
      const asset = { resource_type: 'image', type: 'upload', public_id: LONG_ID } as const;
      const revision = { version: 1_795_166_132, format: 'jpg' };
      const expected = { bytes: 1_234_567, md5: '0123456789abcdef0123456789abcdef' };
      const problem = {
        problem: 'different' as const,
        key: revisionKey('demo', asset, revision),
        ...asset,
        version: revision.version,
        expected,
        found: { bytes: 1_234_568, md5: 'fedcba98765432100123456789abcdef' },
        mending: 'mended' as const,
        stored_key: alternativeRevisionKey('demo', asset, revision, expected.md5),
      };
      const document = verifyReport(LAST_NIGHT, { different: 1, mended: 1, problems: [problem] });
      const reportKey = runKey(verifyFolder('demo'), LAST_NIGHT, 'report.json');
      showRuns(console, VERIFY_VIEW, [await finished(VERIFY_VIEW, 'demo', reportKey, document)]);
    },
  ],
  ['detached run', (console) => showRuns(console, VERIFY_VIEW, [{ ended: 'detached', cloud: 'demo', execution: ARN }])],
  ['result of redrive', (console) => redriven(console, {})],
  ['dry run of redrive', (console) => redriven(console, { dryRun: true })],
  ['failed redrive', (console) => redriven(console, { ended: 'failed', error: ERROR })],
  ['bucket check', (console) => console.lines(checkLines(VIOLATIONS, BUCKET))],
  ['bucket check that finds nothing', (console) => console.lines(checkLines([], BUCKET))],
  [
    'bucket repair',
    (console) => {
      const repaired = VIOLATIONS.filter(({ condition }) => condition === 'policy');
      const left = VIOLATIONS.filter(({ condition }) => condition !== 'policy');
      console.lines(repairLines({ repaired, left, foreign: ['Theirs', 'TheirOthers'] }, BUCKET, false));
    },
  ],
  ['a failure', (console) => console.note(verdict(EXIT_CODE.failed, awsFailureText(ERROR)))],
]);

/** Shows every screen on this process's stdout, each under its name. */
export async function showScreens(): Promise<void> {
  // Both on stdout, for what is written to keep its order.
  const console = new OperatorConsole(process.stdout, process.stdout);
  for (const [name, show] of SCREENS) {
    console.lines([`=== ${name}`]);
    await show(console);
  }
  console.lines(['=== end']);
}
