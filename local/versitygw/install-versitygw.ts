import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

const VERSION = '1.8.0';
const MODULE = `github.com/versity/versitygw/cmd/versitygw@v${VERSION}`;
const CACHE = join(import.meta.dirname, '../../.cache');
const GO_IS_MISSING =
  'Go is not on the PATH. It is needed to build versitygw, the S3 server for benchmarks and concurrency tests. ' +
  'Install Go from https://go.dev/doc/install or with your package manager, and try again.';

/** Where to install versitygw, and how to report progress. */
export interface InstallVersitygwOptions {
  /** The folder that holds one subfolder for each version; this repository's `.cache` by default. */
  readonly cacheDirectory?: string;
  /** Called with one line of text at a time while the server is being built. */
  readonly onProgress?: (line: string) => void;
}

/**
 * Builds the S3 server [versitygw](https://github.com/versity/versitygw) from source on first use, which takes about
 * a minute, and returns the path of its executable. Safe to call from several processes at once: each builds in a
 * folder of its own, and the first to finish gives its folder the final name.
 *
 * @throws Error that names what is missing, when Go is not installed or the build fails.
 */
export async function installVersitygw(options: InstallVersitygwOptions = {}): Promise<string> {
  const cache = options.cacheDirectory ?? CACHE;
  const installed = join(cache, `versitygw-${VERSION}`);
  const executable = join(installed, 'versitygw');
  if (existsSync(executable)) return executable;

  await mkdir(cache, { recursive: true });
  const building = await mkdtemp(join(cache, `versitygw-${VERSION}-building-`));
  try {
    options.onProgress?.(`building versitygw ${VERSION} with Go (first use only, about a minute)`);
    await goInstall(building, options.onProgress);
    await rename(building, installed).catch((error: unknown) => {
      if (!existsSync(executable)) throw error;
    });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return executable;
}

async function goInstall(target: string, onProgress: InstallVersitygwOptions['onProgress']): Promise<void> {
  const go = spawn('go', ['install', MODULE], {
    // Outside the repository, where no go.mod or go.work in a folder above applies.
    cwd: dirname(target),
    env: { ...process.env, GOBIN: target, GOWORK: 'off', GOFLAGS: '-buildvcs=false' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines: string[] = [];
  createInterface(go.stderr).on('line', (line) => {
    lines.push(line);
    onProgress?.(line);
  });
  const [code] = await once(go, 'close').catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'ENOENT' ? new Error(GO_IS_MISSING, { cause }) : cause;
  });
  if (code !== 0) throw new Error(`go install ${MODULE} failed (exit code ${code}):\n${lines.slice(-20).join('\n')}`);
}
