import { createHash } from 'node:crypto';
import { shardFile } from '../../domain/bucket/bucket-layout.ts';
import { PipelineError } from '../../domain/errors.ts';
import type { ShardFile } from '../../domain/runs/shard-files.ts';
import { gunzipLines } from '../runs/gzip-lines.ts';
import { keyInRun, type RunFolder } from '../runs/run-file.ts';

/**
 * The lines of a part of a finished inventory.
 *
 * @throws PipelineError `storage-failed` where the part is missing, or not what the manifest says
 */
export async function readPart(
  run: Pick<RunFolder, 'folder' | 'startedAt' | 'store' | 'signal'>,
  part: ShardFile,
): Promise<readonly string[]> {
  const key = keyInRun(run, shardFile('part', part.shard, part.number));
  const object = await run.store.read(key, run.signal);
  if (object === undefined || createHash('md5').update(object.body).digest('hex') !== part.md5) {
    throw new PipelineError('storage-failed', `${key} is missing, or is not what its manifest says.`);
  }
  return gunzipLines(object.body);
}
