import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CopyFigures, CopyRun } from './copy-run.ts';

/** The entry points of this folder that copy a run's assets and print its figures. */
export type Copier = 'floor' | 'floor-fetch' | 'worker';

/**
 * Runs a copier in a fresh process, with nothing of this one's environment but its PATH.
 *
 * @throws Error with what the copier wrote to stderr, when it fails
 */
export async function runCopier(copier: Copier, run: CopyRun): Promise<CopyFigures> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(import.meta.dirname, `${copier}.ts`), JSON.stringify(run)],
    { env: { PATH: process.env['PATH'] } },
  );
  return JSON.parse(stdout) as CopyFigures;
}
