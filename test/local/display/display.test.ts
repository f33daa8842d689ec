import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type DisplayStream, displayOn as display } from '#local/display/display.ts';
import { detailIn, startPhases } from '#local/display/start-phases.ts';
import type { StartProgress } from '#local/start-local-cloud.ts';

function displayOn(stream: PassThrough, terminal: boolean) {
  // A display needs only what any writable stream has, and the properties of a terminal.
  return display(Object.assign(stream, { isTTY: terminal, columns: 100 }) as unknown as DisplayStream);
}

afterEach(() => vi.unstubAllEnvs());

const DETAILS: readonly [line: string, detail: string | undefined][] = [
  ['CDKToolkit |  1/15 | 9:52:40 AM | CREATE_COMPLETE | AWS::IAM::Role | ImagePublishingRole', '1/15 AWS::IAM::Role'],
  ['Bundling asset CloudinaryBackup/Revisions/Worker/Code/Stage...', 'Revisions/Worker'],
  ['✨  Synthesis time: 4.38s', undefined],
  ['CloudinaryBackup: start: Publishing Revisions/Worker (abc)', 'publishing Revisions/Worker'],
  [
    'CloudinaryBackup | 17/46 | 9:52:46 AM | CREATE_COMPLETE         | AWS::Lambda::Function | Markers/Function (M)',
    '17/46 AWS::Lambda::Function',
  ],
  ['Stack ARN:', undefined],
];
const [bootstrapLine, ...deployLines] = DETAILS.map(([line]) => line);

const START: readonly StartProgress[] = [
  { phase: 'install-ministack', version: '1.5.33' },
  { phase: 'start-ministack', address: '127.0.0.1:4566' },
  { phase: 'start-cloudinary' },
  { phase: 'cdk-bootstrap' },
  { phase: 'cdk-bootstrap', line: bootstrapLine ?? '' },
  { phase: 'cdk-deploy' },
  ...deployLines.map((line) => ({ phase: 'cdk-deploy', line }) as const),
];

const TITLES = [
  'Installing MiniStack 1.5.33 from PyPI (first use only)',
  'Local AWS (MiniStack) on 127.0.0.1:4566',
  'Simulated Cloudinary, and its credentials in SSM',
  'cdk bootstrap',
  'cdk deploy: synthesis and bundling',
  'cdk deploy: assets and resources',
];

describe('the start', () => {
  function shown(options: { readonly verbose: boolean }) {
    const stream = new PassThrough();
    const phases = startPhases(displayOn(stream, false), options);
    for (const progress of START) phases.take(progress);
    return { stream, phases };
  }

  test('is one line for each phase without a terminal, and has no control characters', () => {
    const { stream, phases } = shown({ verbose: false });
    phases.done();
    const text = String(stream.read());
    const lines = text.split('\n').map((line) => line.replace(/ +[\d.]+ s$/, ''));
    expect(lines).toEqual([...TITLES.map((title) => `  ✔ ${title}`), '']);
    expect(text).not.toContain('\x1b');
    expect(phases.phases.map(({ name }) => name)).toEqual(TITLES);
  });

  test('shows every line of cdk if asked to', () => {
    const { stream, phases } = shown({ verbose: true });
    phases.failed();
    const text = String(stream.read());
    for (const [line] of DETAILS) expect(text).toContain(line);
    expect(text).toMatch(/✖ cdk deploy: assets and resources/);
  });

  test.each(DETAILS)('gets from %j what cdk is working on: %j', (line, detail) => {
    expect(detailIn(line)).toBe(detail);
  });
});

test('a terminal shows what is in progress in one line, and clears it afterwards', () => {
  const stream = new PassThrough();
  vi.stubEnv('TERM', 'xterm');
  const activity = displayOn(stream, true).start('cdk deploy');
  activity.done('deployed');
  const [, live, last] = String(stream.read()).split('\r\x1b[K');
  expect(live).toMatch(/cdk deploy.*0\.\d\d s/);
  expect(last).toMatch(/✔.* deployed\n$/);
});
