import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { pythonVenv } from '#local/python/python-venv.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const REQUIREMENTS = join(import.meta.dirname, '../../../local/python');

let directory: string;
let cache: string;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  directory = await temporaryFolder();
  cache = join(directory, 'cache');
  env = { PATH: `${directory}:/usr/bin:/bin` };
  await fakePython('echo installed >> "$(dirname "$0")/installed"');
});

/** A Python that copies itself as its venv, and whose pip runs `pip`: a real installation takes long. */
async function fakePython(pip: string): Promise<void> {
  const path = join(directory, 'python3.13');
  const script = `#!/bin/sh
    case "$*" in
      *import*) echo ${path}; echo 3 13; echo;;
      *venv*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python";;
      *pip*) ${pip};;
    esac`;
  await writeFile(path, script);
  await chmod(path, 0o755);
}

describe('the venv', () => {
  test('is installed on first use, reports that, and is kept', async () => {
    const onInstall = vi.fn();
    const python = await pythonVenv('ministack', { cache, env, onInstall });
    expect(onInstall).toHaveBeenCalledExactlyOnceWith('1.5.33');
    expect(await pythonVenv('ministack', { cache, env: { PATH: '' } })).toBe(python);
    expect(await readFile(join(python, '../installed'), 'utf8')).toBe('installed\n');
  });

  test('is not used when its installation failed, and the error says why', async () => {
    await fakePython('echo "THESE PACKAGES DO NOT MATCH THE HASHES" >&2; exit 1');
    await expect(pythonVenv('ministack', { cache, env })).rejects.toThrow('THESE PACKAGES DO NOT MATCH THE HASHES');
    expect(await readdir(cache)).toEqual([]);
  });

  test('is not used when it was never completed, and is removed after a while', async () => {
    const link = dirname(dirname(await pythonVenv('ministack', { cache, env })));
    const [abandoned = ''] = (await readdir(cache)).filter((entry) => entry !== basename(link));
    await rm(link); // set last, so it is missing when an installation was killed
    await utimes(join(cache, abandoned), 0, 0);
    await pythonVenv('ministack', { cache, env });
    expect(await readdir(cache)).toHaveLength(2);
    expect(existsSync(join(cache, abandoned))).toBe(false);
  });

  test('is made again when its folder or its Python is gone', async () => {
    const python = await pythonVenv('ministack', { cache, env });
    await rm(python);
    expect(existsSync(await pythonVenv('ministack', { cache, env }))).toBe(true);
  });

  test('is the same for several launchers at once', async () => {
    await fakePython('sleep 0.2');
    const pythons = await Promise.all(Array.from({ length: 4 }, () => pythonVenv('ministack', { cache, env })));
    expect(new Set(pythons).size).toBe(1);
    expect(await readdir(cache)).toHaveLength(2); // the link and what it leads to
  });
});

test.each(['ministack', 'cfn-lint', 'awscli'])(
  'each requirement of %s is pinned by version and hashes',
  async (program) => {
    const requirements = (await readFile(join(REQUIREMENTS, `${program}.txt`), 'utf8'))
      .replaceAll(/^#.*\n/gm, '')
      .split(/\n(?=\S)/);
    expect(requirements.length).toBeGreaterThan(5);
    for (const requirement of requirements) {
      expect(requirement).toMatch(/^[\w-]+==\S+( ; .*?)? \\\n( +--hash=sha256:[0-9a-f]{64}( \\\n)?)+\n?$/);
    }
  },
);
