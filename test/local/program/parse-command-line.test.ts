import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseDemoOptions } from '#local/demo/demo-options.ts';
import { parseDrillOptions } from '#local/drill/drill-options.ts';
import { SCENARIOS } from '#local/drill/scenarios.ts';
import { linesTooLong } from '../lines-too-long.ts';

const MAIN = join(import.meta.dirname, '../../../local/demo/main.ts');
const ALL = SCENARIOS.map(({ name }) => name);

describe('the command line', () => {
  let written = '';
  beforeEach(() => {
    written = '';
    for (const stream of [process.stdout, process.stderr])
      vi.spyOn(stream, 'write').mockImplementation((text) => {
        written += text;
        return true;
      });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test.each([
    ['demo', parseDemoOptions, '', { keep: false, fixedFolders: false, json: false, verbose: false }],
    [
      'demo',
      parseDemoOptions,
      '--json --keep --fixed-folders',
      { keep: true, fixedFolders: true, json: true, verbose: false },
    ],
    ['drill', parseDrillOptions, '', { only: ALL, json: false, verbose: false }],
    [
      'drill',
      parseDrillOptions,
      '--json --only wrong-secret forged-flood',
      { only: ['wrong-secret', 'forged-flood'], json: true, verbose: false },
    ],
  ])('of the %s takes its options', (_, parse, args, options) => {
    expect(parse(args.split(' ').filter(Boolean))).toEqual(options);
  });

  test.each([
    ['demo', parseDemoOptions, '--jsn', 'npm start'],
    ['demo', parseDemoOptions, 'now', 'npm start'],
    ['demo', parseDemoOptions, '--keep=yes', 'npm start'],
    ['drill', parseDrillOptions, '--all', 'npm run drill'],
    ['drill', parseDrillOptions, '--only flood', 'npm run drill'],
  ])('of the %s refuses what it does not know', (_, parse, args, npm) => {
    expect(parse(args.split(' '))).toEqual({ exitCode: 2 });
    expect(written).toMatch(/^error: /);
    expect(written).toContain(`${npm} -- --help`);
  });

  test.each([
    ['demo', parseDemoOptions, ['npm start -- [options]']],
    ['drill', parseDrillOptions, ['npm run drill -- [options]', ...ALL]],
  ])('of the %s is explained by --help', (_, parse, texts) => {
    expect(parse(['--help'])).toEqual({ exitCode: 0 });
    for (const text of [...texts, '130  interrupted']) expect(written).toContain(text);
    expect(linesTooLong(written)).toEqual([]);
  });
});

test('the process says what is wrong, and starts nothing', async () => {
  const running = promisify(execFile)(process.execPath, [MAIN, '--keeep']);
  const stderr = expect.stringContaining('Did you mean --keep?');
  await expect(running).rejects.toMatchObject({ code: 2, stdout: '', stderr });
});
