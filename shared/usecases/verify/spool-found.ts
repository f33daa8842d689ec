import { revisionsFolder } from '#shared/domain/bucket/bucket-layout.ts';
import { bytesOf } from '#shared/domain/runs/counts.ts';
import { spoolShards } from '../runs/spool-shards.ts';
import { type SpoolSource, spoolLine } from '../runs/spool-source.ts';
import type { VerifyResult, VerifyRun, VerifyState } from './verify-state.ts';

/** How many pages of the bucket's listing, a thousand keys each, are held in memory until they are written. */
const PAGES_PER_STEP = 100;

/**
 * Lists the bucket, after the journal was read: a revision is in the bucket before the journal records it, so
 * everything that the journal recorded is listed, unless it is missing.
 */
export async function spoolFound(run: VerifyRun, state: VerifyState): Promise<VerifyResult> {
  const { cloud, on } = run;
  const start = revisionsFolder(cloud);
  const spool = { kind: '_found', source: foundSource(run), start, pagesPerStep: PAGES_PER_STEP } as const;
  const result = await spoolShards(run, state, spool);
  if (result.next !== 'next-phase') return result;
  const counts = { ...state.counts, ...result.state.spools._found?.counts };
  return { ...result, state: { ...result.state, counts, listedUntil: on.now().toISOString() } };
}

/**
 * The revisions of a cloud as the bucket lists them, a thousand a page. A position is the key after which to continue.
 */
function foundSource({ cloud, started, on: { store, signal } }: VerifyRun): SpoolSource {
  return {
    read: async (position) => {
      const { objects, more } = await store.keys(revisionsFolder(cloud), { after: position, signal });
      return {
        lines: objects.map((object) => spoolLine(object.key, object, started.shards)),
        next: objects.at(-1)?.key ?? position,
        last: !more,
        counts: { found: objects.length, found_bytes: bytesOf(objects) },
      };
    },
  };
}
