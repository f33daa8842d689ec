import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { DemoReport } from '#local/demo/report/demo-report.ts';
import { latencyFigures } from '#local/demo/report/latency-figures.ts';
import { publishReport } from '#local/demo/report/publish-report.ts';
import { revisionTable } from '#local/demo/report/revision-table.ts';
import { type DisplayStream, displayOn } from '#local/display/display.ts';
import { verify } from '#local/verification/verification.ts';
import { displayWidth } from '#shared/domain/text/display-width.ts';
import { entryOf, HeldBucket, revisionOf } from '../verification/held-bucket.ts';

/** The report on one revision whose object in the bucket is `stored`. */
async function reportOn(stored: string | undefined): Promise<DemoReport> {
  const revision = revisionOf('mug');
  const bucket = new HeldBucket();
  if (stored !== undefined) bucket.put(revision.key, stored);
  const verification = await verify({ revisions: [revision], changes: [] }, bucket, [entryOf(revision)]);
  return {
    verification,
    problems: verification.problems,
    latency: latencyFigures([revision]),
    notifications: { sent: 1, accepted: 1 },
    phases: [{ name: 'cdk deploy', seconds: 9 }],
    totalSeconds: 12,
    endpoints: { BUCKET: 'a-bucket' },
  };
}

/** What is shown and printed, and the exit code. */
function publish(report: DemoReport, json: boolean) {
  const stream = new PassThrough();
  const printed: string[] = [];
  // A display needs only what any writable stream has, and whether it is a terminal.
  const display = displayOn(stream as unknown as DisplayStream);
  const exitCode = publishReport(report, { json }, { display, output: (text) => printed.push(text) });
  return { exitCode, shown: String(stream.read() ?? ''), printed };
}

test.each([
  ['0 when every revision is in the bucket', 'mug', 0, [/^ {2}OK {2,}shop\/mug/m]],
  [
    '1 when an object differs, and the last lines say which',
    'mud',
    1,
    [
      /^ {2}WRONG {2}shop\/mug/m,
      /^ {2}- pipeline\/res\/demo\/image\/upload\/shop\/mug\/1795000000\.png has MD5/m,
      /\n {2}FAILED: one problem, listed above\.\n+$/,
    ],
  ],
  ['1 when an object is missing', undefined, 1, [/^ {2}MISSING {2}shop\/mug/m]],
])('the exit code is %s', async (_, stored, expected, texts) => {
  const { exitCode, shown } = publish(await reportOn(stored), false);
  expect(exitCode).toBe(expected);
  for (const text of texts) expect(shown).toMatch(text);
  expect(/\n {2}OK: .*\n+$/.test(shown)).toBe(expected === 0);
});

describe('as JSON', () => {
  test('is one document with everything, and nothing else is shown', async () => {
    const { exitCode, shown, printed } = publish(await reportOn('mug'), true);
    expect(exitCode).toBe(0);
    expect(shown).toBe('');
    expect(printed).toHaveLength(1);
    expect(JSON.parse(printed[0] ?? '')).toMatchObject({
      ok: true,
      problems: [],
      upload_to_bucket: { count: 1, p50: 0.25, p95: 0.25, max: 0.25 },
      revisions: [{ result: 'OK', public_id: 'shop/mug', seconds: 0.25, stored: { bytes: 3 } }],
      endpoints: { BUCKET: 'a-bucket' },
    });
  });

  test('reports a failure', async () => {
    const { exitCode, printed } = publish(await reportOn(undefined), true);
    expect(exitCode).toBe(1);
    expect(JSON.parse(printed[0] ?? '')).toMatchObject({
      ok: false,
      revisions: [{ result: 'MISSING', stored: null }],
    });
  });
});

function plain(_: string, text: string) {
  return text;
}

const asset = { resource_type: 'image', type: 'upload', public_id: 'odd/東京' };
const checks = [
  { expected: revisionOf('mug'), result: 'OK', stored: { bytes: 3, md5: revisionOf('mug').source.md5 } },
  { expected: revisionOf('tea', { asset }), result: 'WRONG', stored: { bytes: 3, md5: 'f'.repeat(32) } },
] as const;

test('the columns are aligned, even with wide characters', () => {
  const lines = revisionTable(checks, { columns: Number.POSITIVE_INFINITY, style: plain }).split('\n');
  expect(lines).toHaveLength(3);
  const columns = lines.map((line) => displayWidth(line.slice(0, line.search(/ (key|demo\/)/))));
  expect(new Set(columns).size).toBe(1);
  expect(lines[1]).toMatch(/^ {2}OK {5}shop\/mug {2,}current {3}3 B {2}([0-9a-f]{8}) {2}\1 {2}0\.25 s {2}demo\/image/);
  expect(lines[2]).toMatch(/^ {2}WRONG .* ffffffff /);
});

test('keys have lines of their own on a narrow terminal', () => {
  const lines = revisionTable(checks, { columns: 80, style: plain }).split('\n');
  expect(lines).toHaveLength(5);
  expect(lines[2]?.trim()).toBe('demo/image/upload/shop/mug/1795000000.png');
  expect(lines[4]?.trim()).toBe('demo/image/upload/odd/%E6%9D%B1%E4%BA%AC/1795000000.png');
});

test('results are coloured', () => {
  const table = revisionTable(checks, { columns: 200, style: (format, text) => `<${format}>${text.trim()}</>` });
  expect(table).toContain('<green>OK</>');
  expect(table).toContain('<red>WRONG</>');
});
