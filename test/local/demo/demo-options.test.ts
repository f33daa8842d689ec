import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { parseDemoOptions } from '../../../local/demo/demo-options.ts';

const MAIN = join(import.meta.dirname, '../../../local/demo/main.ts');

test('all is off without arguments', () => {
  expect(parseDemoOptions([])).toEqual({ keep: false, json: false, verbose: false });
});

test('options are taken in any order', () => {
  expect(parseDemoOptions(['--json', '--keep'])).toEqual({ keep: true, json: true, verbose: false });
});

test.each([[['--jsn']], [['now']], [['--keep=yes']]])('%j ends with 2', (args) => {
  const complaint = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(parseDemoOptions(args)).toEqual({ exitCode: 2 });
  expect(complaint).toHaveBeenCalledWith(expect.stringMatching(/^error: /));
  complaint.mockRestore();
});

test('the process tells what is wrong and starts nothing', async () => {
  const failure: unknown = await promisify(execFile)(process.execPath, [MAIN, '--keeep']).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Did you mean --keep?') });
});

test('the process tells its exit codes', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, '--help']);
  expect(stdout).toMatch(/npm start -- \[options\]/);
  expect(stdout).toMatch(/130 {2}interrupted/);
});
