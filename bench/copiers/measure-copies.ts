import pMap from 'p-map';
import type { CopyFigures, CopyRun } from './copy-run.ts';

/**
 * Copies the assets of a run, the warm-up first, and times the rest.
 *
 * @param copyAll copies the assets with these indices, `run.inFlight` at a time
 */
export async function measureCopies(
  run: CopyRun,
  copyAll: (indices: readonly number[]) => Promise<void>,
): Promise<CopyFigures> {
  const indices = Array.from({ length: run.warmUpAssets + run.assets }, (_, index) => index);
  await copyAll(indices.slice(0, run.warmUpAssets));

  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await copyAll(indices.slice(run.warmUpAssets));
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = process.cpuUsage(cpuBefore);

  return {
    seconds,
    assetsPerSecond: run.assets / seconds,
    cpuMsPerAsset: (cpu.user + cpu.system) / 1000 / run.assets,
  };
}

/** A `copyAll` for {@link measureCopies} of a function that copies one asset. */
export function oneByOne(
  run: CopyRun,
  copy: (index: number) => Promise<void>,
): (indices: readonly number[]) => Promise<void> {
  return async (indices) => {
    await pMap(indices, copy, { concurrency: run.inFlight });
  };
}
