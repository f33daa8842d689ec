import type { ShardFileKind } from '#shared/domain/bucket/bucket-layout.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import { gunzipLines } from './gzip-lines.ts';
import type { RunState } from './run.ts';
import { type RunFolder, shardFileOf } from './run-file.ts';

/** How many files are fetched ahead of the one being read. */
const AHEAD = 4;

/**
 * The lines that a spool of a run wrote for the run's current shard, in order, file by file.
 *
 * @throws PipelineError `storage-failed` if a file is missing that the spool wrote
 */
export async function* readSpool(
  run: RunFolder,
  kind: ShardFileKind,
  { shard, spools }: Pick<RunState, 'shard' | 'spools'>,
): AsyncGenerator<readonly string[], void> {
  const steps = spools[kind]?.step ?? 0;
  const fetch = async (step: number): Promise<readonly string[]> => {
    const { key } = shardFileOf(run, kind, shard, step);
    const object = await run.store.read(key, run.signal);
    if (object === undefined) throw new PipelineError('storage-failed', `${key} is missing.`);
    return gunzipLines(object.body);
  };
  const ahead: Promise<readonly string[]>[] = [];
  for (let step = 0; step < steps; step += 1) {
    while (ahead.length < AHEAD && step + ahead.length < steps) {
      const next = fetch(step + ahead.length);
      next.catch(() => {});
      ahead.push(next);
    }
    const [lines] = ahead.splice(0, 1);
    if (lines !== undefined) yield await lines;
  }
}
