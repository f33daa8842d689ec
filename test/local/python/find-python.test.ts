import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { findPython } from '#local/python/find-python.ts';
import { temporaryFolder } from '../temporary-folder.ts';

let bin: string;
beforeEach(async () => {
  bin = await temporaryFolder();
});

/** Makes a command of this name that answers the probe like that Python. */
async function command(name: string, script: string): Promise<string> {
  const path = join(bin, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

function python(name: string, version: string, missing = ''): Promise<string> {
  return command(name, `echo ${join(bin, name)}; echo ${version}; echo ${missing}`);
}

describe('finding a Python', () => {
  test('says what to install if there is none', async () => {
    const message = await findPython({ PATH: bin }).catch((error: Error) => error.message);
    expect(message).toMatch(/needs Python 3\.10 to 3\.14 with venv and pip/);
    expect(message).toMatch(/No python3 was found at all/);
    expect(message).toMatch(/sudo apt install python3 python3-venv/);
    expect(message).toMatch(/brew install python@3\.13/);
  });

  test.each([
    ['venv is missing, as on Debian without python3-venv', '3 11', 'ensurepip', 'version 3.11 without ensurepip'],
    ['the only one is too old, as on macOS', '3 9', '', 'version 3.9'],
    ['the only one answers nonsense', 'hello', '', 'does not report its version'],
  ])('says that %s', async (_, version, missing, problem) => {
    await python('python3', version, missing);
    await expect(findPython({ PATH: bin })).rejects.toThrow(`python3 (${problem})`);
  });

  test('prefers a version that is known to work', async () => {
    await python('python3', '3 9');
    await python('python3.12', '3 12');
    const newest = await python('python3.13', '3 13');
    expect(await findPython({ PATH: bin })).toBe(newest);
  });

  test('skips names that do not run, such as those of pyenv', async () => {
    await command('python3.13', 'echo "pyenv: python3.13: command not found" >&2; exit 127');
    const plain = await python('python3', '3 10');
    expect(await findPython({ PATH: bin })).toBe(plain);
  });

  test('finds the real Python of this machine', async () => {
    expect(await findPython()).toMatch(/python/);
  });
});
