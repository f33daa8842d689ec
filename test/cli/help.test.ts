import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { runInProcess } from './in-process.ts';

const ROOT = join(import.meta.dirname, '../..');
const HELP = [
  '--help',
  '--version',
  ...['status', 'backup', 'verify', 'redrive', 'bucket', 'bucket check', 'bucket repair'].map(
    (name) => `${name} --help`,
  ),
];

/** Shows the help of every command in one process, then loads what one command needs to run. */
const PROBE = `
import { registerHooks } from 'node:module';
const packages = () => [...loaded].sort();
const loaded = new Set();
registerHooks({
  load(url, context, next) {
    const [, name] = /.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url) ?? [];
    if (name !== undefined) loaded.add(name);
    return next(url, context);
  },
});
const { executeCommandLine } = await import('#cli/program.ts');
const { OperatorConsole } = await import('#cli/console/operator-console.ts');
const console = new OperatorConsole(process.stderr, process.stderr);
for (const line of ${JSON.stringify(HELP)}) {
  await executeCommandLine(line.split(' '), console, new AbortController().signal);
}
const forHelp = packages();
await import('#cli/status/status-work.ts');
process.stdout.write(JSON.stringify({ forHelp, toRun: packages() }));
`;

test('help waits for two small packages only: for the command line, and for the width of texts', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', PROBE], { cwd: ROOT });
  const { forHelp, toRun } = JSON.parse(stdout);
  expect(forHelp).toEqual(['commander', 'fast-string-truncated-width']);
  expect(toRun).toEqual(expect.arrayContaining(['@aws-sdk/client-s3', 'zod']));
});

describe('help', () => {
  test.each([...HELP.filter((line) => line !== '--version'), 'help redrive', 'bucket help check'])(
    '"%s" has exit codes and examples',
    async (line) => {
      const { exitCode, stdout, stderr } = await runInProcess(line.split(' '), {});
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(stdout).toMatch(/^Usage: \.\/cloudinary-backup /);
      expect(stdout).toContain('\nExit codes:\n');
      expect(stdout).toMatch(/\nExamples:\n {2}\.\/cloudinary-backup /);
    },
  );
});
