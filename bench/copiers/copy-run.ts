import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CopierEnds } from '../processes/with-servers.ts';

/** What a copier copies in one run, and between which servers. */
export interface CopyRun extends CopierEnds {
  readonly assets: number;
  /** Length of each asset. */
  readonly bytes: number;
  /** How many assets are being copied at any moment. */
  readonly inFlight: number;
  /** Assets copied before the clock starts, so that the process is warm. */
  readonly warmUpAssets: number;
}

/** The result of a run, without the warm-up. */
export interface CopyFigures {
  readonly assetsPerSecond: number;
  /** User and system time of the copier's process, in milliseconds per asset. */
  readonly cpuMsPerAsset: number;
}

/**
 * Runs an entry point of this folder in a fresh process. Its environment has only PATH.
 *
 * @param option a second argument of the copier
 * @throws Error with what the copier wrote to stderr, when it fails
 */
export async function runCopier<Figures>(copier: string, run: CopyRun, option = ''): Promise<Figures> {
  const args = [join(import.meta.dirname, `${copier}.ts`), JSON.stringify(run), option];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { PATH: process.env['PATH'] } });
  return JSON.parse(stdout) as Figures; // From our own process.
}

/** The run that this process was started for: its first argument, as JSON. */
export function copyRunOfProcess(): CopyRun {
  const json = process.argv[2];
  if (json === undefined) throw new Error('The first argument must be a CopyRun as JSON');
  return JSON.parse(json) as CopyRun;
}

/**
 * Copies the assets of a run, the warm-up first, and prints the figures of the rest.
 *
 * @param copyAll copies the assets with these indices, `run.inFlight` at a time
 */
export async function measureCopies(
  run: CopyRun,
  copyAll: (indices: readonly number[]) => Promise<void>,
): Promise<void> {
  const indices = Array.from({ length: run.warmUpAssets + run.assets }, (_, index) => index);
  await copyAll(indices.slice(0, run.warmUpAssets));

  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await copyAll(indices.slice(run.warmUpAssets));
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const figures: CopyFigures = {
    assetsPerSecond: run.assets / seconds,
    cpuMsPerAsset: (user + system) / 1000 / run.assets,
  };
  process.stdout.write(JSON.stringify(figures));
}
