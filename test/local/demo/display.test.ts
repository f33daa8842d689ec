import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { DeploymentPhases } from '../../../local/demo/display/deployment-phases.ts';
import { Display, type DisplayStream } from '../../../local/demo/display/display.ts';
import { displayWidth, padLeft, padRight } from '../../../local/demo/display/display-width.ts';
import { phaseIn } from '../../../local/demo/display/phase-in.ts';

function displayOn(stream: PassThrough, terminal: boolean): Display {
  // A display needs of its stream what any writable stream has, and the properties of a terminal.
  return new Display(Object.assign(stream, { isTTY: terminal, columns: 100 }) as unknown as DisplayStream);
}

afterEach(() => vi.unstubAllEnvs());

const LINES = [
  'Starting MiniStack on 127.0.0.1:4566',
  'Running cdk bootstrap',
  'CDKToolkit |  1/15 | 9:52:40 AM | CREATE_COMPLETE | AWS::IAM::Role | ImagePublishingRole',
  'Running cdk deploy',
  'Bundling asset CloudinaryBackup/Revisions/Worker/Code/Stage...',
  '✨  Synthesis time: 4.38s',
  'CloudinaryBackup | 17/46 | 9:52:46 AM | CREATE_COMPLETE         | AWS::Lambda::Function | Markers/Function (M)',
  'Stack ARN:',
];

describe('the deployment', () => {
  test('is a line for each phase where there is no terminal, without control characters', () => {
    const stream = new PassThrough();
    const phases = new DeploymentPhases(displayOn(stream, false), { verbose: false });
    for (const line of LINES) phases.take(line);
    phases.done();
    const text = String(stream.read());
    expect(text.split('\n').map((line) => line.replace(/ +[\d.]+ s$/, ''))).toEqual([
      '  ✔ MiniStack, the AWS side, on 127.0.0.1:4566',
      '  ✔ cdk bootstrap',
      '  ✔ cdk deploy: synthesis, with the functions bundled',
      '  ✔ cdk deploy: assets and resources',
      '',
    ]);
    expect(text).not.toContain('\x1b');
    expect(phases.phases.map(({ name }) => name)).toHaveLength(4);
  });

  test('is every line of cdk when asked for', () => {
    const stream = new PassThrough();
    const phases = new DeploymentPhases(displayOn(stream, false), { verbose: true });
    for (const line of LINES) phases.take(line);
    phases.failed();
    const text = String(stream.read());
    for (const line of LINES) expect(text).toContain(line);
    expect(text).toMatch(/✖ cdk deploy: assets and resources/);
  });

  test('tells what is being done', () => {
    expect(LINES.map((line) => phaseIn(line).detail)).toEqual([
      ...[undefined, undefined, '1/15 AWS::IAM::Role', undefined, 'Revisions/Worker', undefined],
      ...['17/46 AWS::Lambda::Function', undefined],
    ]);
  });
});

test('a terminal sees what goes on in one line, which is wiped afterwards', () => {
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
