import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { pythonVenv } from '#local/python/python-venv.ts';
import { trustInCertifi } from '../trust-in-certifi.ts';

const REQUIREMENTS = join(import.meta.dirname, '../../../local/python/cloudinary.txt');
const SUPPORT = join(import.meta.dirname, 'support');
const run = promisify(execFile);

/** A Python that has the SDK and pytest, and trusts the local cloud. */
export async function sdkPython(onInstall: (version: string) => void): Promise<string> {
  const python = await pythonVenv('cloudinary', { onInstall });
  await trustInCertifi(python);
  return python;
}

/**
 * Lays the SDK's own tests out in a folder as the package `test`, with the modules that the sdist leaves out.
 *
 * @see https://pypi.org/project/cloudinary/#files
 */
export async function layOutSdkTests(python: string, folder: string): Promise<void> {
  const sdist = await unpackedSdist(python);
  const tests = join(folder, 'test');
  const storage = join(tests, 'cache', 'storage');
  await mkdir(storage, { recursive: true });
  await cp(join(sdist, 'test'), tests, { recursive: true });
  for (const name of ['helper_test.py', 'conftest.py']) await cp(join(SUPPORT, name), join(tests, name));
  await cp(join(SUPPORT, 'dummy_cache_storage.py'), join(storage, 'dummy_cache_storage.py'));
  for (const each of [tests, dirname(storage), storage]) await writeFile(join(each, '__init__.py'), '');
}

/** The sdist of the installed version, kept in the venv. It is pinned by the same hashes. */
async function unpackedSdist(python: string): Promise<string> {
  const venv = dirname(dirname(python));
  const unpacked = join(venv, 'sdist');
  const [found] = await readdir(unpacked).catch(() => []);
  if (found !== undefined) return join(unpacked, found);
  const making = await mkdtemp(join(venv, 'making-'));
  try {
    const [pin = ''] = /^cloudinary==(?:.*\\\n)*.*/m.exec(await readFile(REQUIREMENTS, 'utf8')) ?? [];
    const requirements = join(making, 'requirements.txt');
    await writeFile(requirements, pin);
    const options = ['--quiet', '--no-deps', '--no-binary', 'cloudinary', '--require-hashes'];
    await run(python, ['-m', 'pip', 'download', ...options, '--dest', making, '--requirement', requirements]);
    const archive = (await readdir(making)).find((name) => name.endsWith('.tar.gz'));
    if (archive === undefined) throw new Error('pip downloaded no sdist of cloudinary');
    const target = join(making, 'sdist');
    await mkdir(target);
    await run('tar', ['-xzf', join(making, archive), '-C', target]);
    await rename(target, unpacked);
    const [name = ''] = await readdir(unpacked);
    return join(unpacked, name);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}
