import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type DisplayStream, displayOn as display } from '#local/demo/display/display.ts';
import { displayWidth, padLeft, padRight } from '#local/demo/display/format.ts';
import { detailIn, startPhases } from '#local/demo/display/start-phases.ts';
import type { StartProgress } from '#local/start-local-cloud.ts';

function displayOn(stream: PassThrough, terminal: boolean) {
  // A display needs of its stream what any writable stream has, and the properties of a terminal.
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
  'Installing MiniStack 1.5.33 from PyPI, on first use',
  'MiniStack, the AWS side, on 127.0.0.1:4566',
  'Simulated Cloudinary, credentials in SSM',
  'cdk bootstrap',
  'cdk deploy: synthesis, with the functions bundled',
  'cdk deploy: assets and resources',
];

describe('the start', () => {
  function shown(options: { readonly verbose: boolean }) {
    const stream = new PassThrough();
    const phases = startPhases(displayOn(stream, false), options);
    for (const progress of START) phases.take(progress);
    return { stream, phases };
  }

  test('is a line for each phase where there is no terminal, without control characters', () => {
    const { stream, phases } = shown({ verbose: false });
    phases.done();
    const text = String(stream.read());
    const lines = text.split('\n').map((line) => line.replace(/ +[\d.]+ s$/, ''));
    expect(lines).toEqual([...TITLES.map((title) => `  ✔ ${title}`), '']);
    expect(text).not.toContain('\x1b');
    expect(phases.phases.map(({ name }) => name)).toEqual(TITLES);
  });

  test('is every line of cdk when asked for', () => {
    const { stream, phases } = shown({ verbose: true });
    phases.failed();
    const text = String(stream.read());
    for (const [line] of DETAILS) expect(text).toContain(line);
    expect(text).toMatch(/✖ cdk deploy: assets and resources/);
  });

  test.each(DETAILS)('shows by %j what cdk is working on: %j', (line, detail) => {
    expect(detailIn(line)).toBe(detail);
  });
});

test('a terminal shows what is in progress in one line, which is wiped afterwards', () => {
  const stream = new PassThrough();
  vi.stubEnv('TERM', 'xterm');
  const activity = displayOn(stream, true).start('cdk deploy');
  activity.done('deployed');
  const [, live, last] = String(stream.read()).split('\r\x1b[K');
  expect(live).toMatch(/cdk deploy.*0\.00 s/);
  expect(last).toMatch(/✔.* deployed\n$/);
});

test('widths are those that a terminal shows', () => {
  expect(displayWidth('東京 \x1b[31mred\x1b[39m é')).toBe(10);
  expect(padRight('東京', 6)).toBe('東京  ');
  expect(padLeft('9 B', 5)).toBe('  9 B');
});
