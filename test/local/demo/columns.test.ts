import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { publishReport } from '#local/demo/report/publish-report.ts';
import { arrivalsIn } from '#local/demo/scenario/arrivals.ts';
import { observedLibrary } from '#local/demo/scenario/observed-library.ts';
import { playScenario } from '#local/demo/scenario/play-scenario.ts';
import { whatToTry } from '#local/demo/try/what-to-try.ts';
import { type DisplayStream, displayOn } from '#local/display/display.ts';
import { startPhases } from '#local/display/start-phases.ts';
import type { MediaLibrary } from '#local/media/media-library.ts';
import { sourceFolder } from '#local/media/source-folder.ts';
import type { JournalReader } from '#local/verification/journal-reader.ts';
import type { CheckResult } from '#local/verification/verification.ts';
import { linesTooLong } from '../lines-too-long.ts';
import { temporaryFolder } from '../temporary-folder.ts';

// The scenario waits for whole seconds.
vi.mock('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }));

/** A display outside a terminal, and what it has shown. */
function shownDisplay() {
  const stream = new PassThrough();
  // A display needs only what any writable stream has.
  return { display: displayOn(stream as unknown as DisplayStream), shown: () => String(stream.read() ?? '') };
}

const { signal } = new AbortController();

/** Plays the scenario on a library that accepts everything, and a bucket that has everything, or nothing. */
async function play(isThere: boolean) {
  const { display, shown } = shownDisplay();
  const upload = async (path: string) => ({ version: 1_795_000_000, format: extname(path).slice(1) });
  const done = async () => {};
  const library = { upload, rename: done, replaceTags: done, addContext: done, delete: done };
  const bucket = { has: async () => isThere, read: async () => undefined, list: async () => [] };
  const journal = { entries: async () => ({ some: () => isThere }) } as unknown as JournalReader;
  const observed = observedLibrary({
    cloud: 'demo',
    library: library as unknown as MediaLibrary,
    arrivals: arrivalsIn({ bucket, journal, signal, timeoutMs: 0 }),
    display,
  });
  const sources = await sourceFolder(await temporaryFolder());
  const notifications = { hold: () => {}, release: done };
  await playScenario({ library: observed, sources, notifications, display, signal });
  return { revisions: observed.revisions, changes: observed.changes, text: shown() };
}

const FIGURES = {
  latency: { count: 10_000, p50: 29.9, p95: 29.9, max: 29.9 },
  notifications: { sent: 10_000, accepted: 10_000 },
  phases: [{ name: 'cdk deploy', seconds: 1000 }],
  totalSeconds: 1000,
  endpoints: {},
};

test('README.md shows what the demo prints', async () => {
  const { revisions, changes } = await play(true);
  const { display, shown } = shownDisplay();
  const checks = revisions.map((expected) => {
    const lost = expected.mayBeLost && expected.fate === 'overwritten';
    return { expected, ...(lost ? { result: 'LOST' as const } : { result: 'OK' as const, stored: expected.source }) };
  });
  const recorded = changes.map((expected) => ({ expected, recorded: true }));
  const verification = { revisions: checks, changes: recorded, problems: [] };
  publishReport({ ...FIGURES, verification, problems: [] }, { json: false }, { display, output: () => {} });
  const withoutDigits = (text: string) => text.replaceAll(/\d/g, '0').split('\n');
  const printed = withoutDigits(shown());
  const readme = await readFile(join(import.meta.dirname, '../../../README.md'), 'utf8');
  const [example = ''] = /^ +Cloudinary had .*?(?=^```$)/ms.exec(readme) ?? [];
  const lines = withoutDigits(example).filter((line) => line.trim() !== '…');
  expect(lines.length).toBeGreaterThan(9);
  expect(lines.filter((line) => !printed.includes(line))).toEqual([]);
});

describe('every line of the demo fits 80 columns:', () => {
  test('the start', () => {
    const { display, shown } = shownDisplay();
    const start = startPhases(display, { verbose: false });
    start.take({ phase: 'install-ministack', version: '100.100.100' });
    start.take({ phase: 'start-ministack', address: '127.0.0.1:65535' });
    start.take({ phase: 'start-cloudinary' });
    start.take({ phase: 'cdk-bootstrap' });
    start.take({ phase: 'cdk-deploy' });
    start.take({ phase: 'cdk-deploy', line: 'Synthesis time: 4.38s' });
    start.done();
    expect(linesTooLong(shown())).toEqual([]);
  });

  test.each([true, false])('the scenario, where everything arrives: %s', async (isThere) => {
    const { text } = await play(isThere);
    expect(text).toContain(isThere ? 'stored in' : 'not in the bucket');
    expect(linesTooLong(text)).toEqual([]);
  });

  test.each<[CheckResult, number]>([
    ['OK', 0],
    ['LOST', 0],
    ['WRONG', 12],
    ['MISSING', 1],
  ])('the report on revisions that are %s', async (result, problems) => {
    const { revisions } = await play(true);
    const { display, shown } = shownDisplay();
    const stored = { bytes: 999_949, md5: 'f'.repeat(32) };
    const checks = revisions.map((expected) => {
      const source = { bytes: 999_949, md5: 'e'.repeat(32) };
      return { expected: { ...expected, source, seconds: 29.9, fate: 'overwritten' as const }, result, stored };
    });
    const problem = `${revisions[0]?.key} has MD5 ${stored.md5} (999949 bytes), not ${stored.md5} (999949 bytes)`;
    const report = {
      ...FIGURES,
      verification: { revisions: checks, changes: [], problems: [] },
      problems: Array.from({ length: problems }, () => problem),
    };
    publishReport(report, { json: false }, { display, output: () => {} });
    expect(linesTooLong(shown())).toEqual([]);
  });

  test('what to try', () => {
    const origin = 'https://127.0.0.1:65535';
    const endpoints = {
      API_ENDPOINT: `${origin}/_aws/execute-api/a1b2c3d4/$default`,
      CLOUDINARY_ORIGIN: origin,
      AWS_ENDPOINT_URL: origin,
      BUCKET: 'b'.repeat(63),
      NODE_EXTRA_CA_CERTS: '/tmp/ministack-Abc123/certificate.pem',
    };
    const text = whatToTry(endpoints, '/tmp/ministack-Abc123/demo.env', (_, part) => part);
    expect(linesTooLong(text)).toEqual([]);
  });
});
