import { revisionsFolder } from '../../domain/bucket/bucket-layout.ts';
import { shardOf } from '../../domain/runs/shards.ts';
import type { ListedKey } from '../bucket-reader.ts';
import type { RunDependencies } from '../runs/run-dependencies.ts';
import type { SpoolSource } from '../runs/spool-source.ts';

/** Where the listing begins. */
export function startOfFound(cloud: string): string {
  return revisionsFolder(cloud);
}

/** A line of a run's own files. */
export function parseListedKey(line: string): ListedKey {
  return JSON.parse(line) as ListedKey;
} // our own files

/** The revisions of a cloud as the bucket lists them, a thousand a page. A position is the key behind which to go on. */
export function foundSource(
  cloud: string,
  shards: number,
  { store, signal }: Pick<RunDependencies, 'store' | 'signal'>,
): SpoolSource {
  return {
    read: async (position) => {
      const { objects, more } = await store.keys(revisionsFolder(cloud), { after: position, signal });
      return {
        lines: objects.map((object) => ({ shard: shardOf(object.key, shards), text: JSON.stringify(object) })),
        next: objects.at(-1)?.key ?? position,
        last: !more,
        counts: { found: objects.length, found_bytes: objects.reduce((sum, { bytes }) => sum + bytes, 0) },
      };
    },
  };
}
