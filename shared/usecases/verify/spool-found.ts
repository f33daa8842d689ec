import { revisionsFolder } from '../../domain/bucket/bucket-layout.ts';
import { shardOf } from '../../domain/runs/shards.ts';
import type { ListedKey } from '../bucket-reader.ts';
import type { RunDependencies } from '../runs/run-dependencies.ts';
import { spoolShards } from '../runs/spool-shards.ts';
import type { SpoolSource } from '../runs/spool-source.ts';
import type { VerifyResult, VerifyRun, VerifyState } from './verify-state.ts';

/** Pages of the bucket's listing, a thousand keys each, that are held in memory until they are written. */
const PAGES_PER_STEP = 100;

/**
 * Lists the bucket. It comes after the journal was read: a revision is in the bucket before the journal records it, so
 * whatever the journal had recorded is listed, unless it is missing.
 */
export async function spoolFound(run: VerifyRun, state: VerifyState): Promise<VerifyResult> {
  const { cloud, started, on } = run;
  const source = foundSource(cloud, started.shards, on);
  const start = revisionsFolder(cloud);
  const result = await spoolShards(run, state, { kind: '_found', source, start, pagesPerStep: PAGES_PER_STEP });
  if (result.next !== 'next-phase') return result;
  const { found = 0, found_bytes = 0 } = result.state.spools._found?.counts ?? {};
  const counts = { ...state.counts, found, found_bytes };
  return { ...result, state: { ...result.state, counts, listedUntil: on.now().toISOString() } };
}

/** A line of `_found` files. */
export function parseListedKey(line: string): ListedKey {
  return JSON.parse(line) as ListedKey; // our own files
}

/** The revisions of a cloud as the bucket lists them, a thousand a page. A position is the key behind which to read on. */
function foundSource(
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
