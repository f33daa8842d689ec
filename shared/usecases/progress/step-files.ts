import { type ShardFileKind, shardFile } from '../../domain/bucket/bucket-layout.ts';

/**
 * The beginning of the names of the first shard's files of a kind. Every step that does this kind of work writes one,
 * which tells in its metadata how far the run was.
 */
export function stepFiles(kind: ShardFileKind): string {
  return shardFile(kind, 0, 0).replace(/\d+\.ndjson\.gz$/, '');
}
