import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const { bin, version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
const EXECUTABLE: string = bin['cloudinary-backup'];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'executable-'));
});
afterEach(() => rm(folder, { recursive: true }));

const run = promisify(execFile);

test('the executable runs from any folder, through links, with the Node of its checkout', async () => {
  await mkdir(join(folder, 'real/bin'), { recursive: true });
  await symlink(ROOT, join(folder, 'real/checkout'));
  await symlink(`../checkout/${EXECUTABLE}`, join(folder, 'real/bin/relative link'));
  await symlink('real/bin', join(folder, 'linked folder'));
  const { stdout, stderr } = await run(join(folder, 'linked folder/relative link'), ['--version'], {
    cwd: folder,
    env: { PATH: '/usr/bin:/bin' },
  });
  expect(stdout).toMatch(/^\d+\.\d+\.\d+(?: \(commit [0-9a-f]{7,}\))?\n$/);
  expect(stdout.split(/[ \n]/)[0]).toBe(version);
  expect(stderr).toBe('');
});

test('without dependencies it says how to install them', async () => {
  await cp(join(ROOT, EXECUTABLE), join(folder, EXECUTABLE));
  await expect(run(join(folder, EXECUTABLE), ['status'])).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('Run npm ci first.'),
  });
});

test('a reader that closes its pipe does not change the exit code', async () => {
  const script = '"$0" no-such-command 2>&1 | true; echo "$PIPESTATUS"';
  const { stdout } = await run('bash', ['-c', script, join(ROOT, EXECUTABLE)]);
  expect(stdout).toBe('2\n');
});
