import { PipelineError } from '#shared/domain/errors.ts';
import type { InventoryRun } from './inventory-state.ts';

/** What one call may name. */
const IDS_PER_CALL = 100;
/**
 * After this many it is asked on only where the listing has proved wrong for one in a hundred: a listing errs by some at
 * its seams, not by thousands.
 */
const MAX_ASKED = 2_000;
const LISTING_ERRS = 0.01;
/** So often in a row a call is tried again that Cloudinary answers with an error. */
const MAX_FAILURES = 4;

/** Which assets exist although no page listed them. */
export interface Existing {
  readonly existing: ReadonlySet<string>;
  readonly calls: number;
  /** Why Cloudinary could not be asked now. */
  readonly failure?: PipelineError;
}

/**
 * Asks Cloudinary whether assets that no page listed are really gone: the library changes while it is listed, and what
 * is said to be deleted must be.
 *
 * @param failures how often in a row that has failed
 */
export async function existingAmong(
  assetIds: readonly string[],
  { on, cloud }: InventoryRun,
  failures: number,
): Promise<Existing> {
  const existing = new Set<string>();
  let calls = 0;
  for (let from = 0; from < assetIds.length; from += IDS_PER_CALL) {
    if (from >= MAX_ASKED && existing.size < from * LISTING_ERRS) break;
    try {
      calls += 1;
      for (const assetId of await on.listing.existing(assetIds.slice(from, from + IDS_PER_CALL), on.signal))
        existing.add(assetId);
    } catch (error) {
      on.signal.throwIfAborted();
      if (!(error instanceof PipelineError)) throw error;
      if (error.code !== 'origin-failed' || failures < MAX_FAILURES) return { existing, calls, failure: error };
      // Nobody documents how many ids a call may name. If it is refused for good, the listing is the better witness.
      on.note('Cloudinary could not be asked for assets that were not listed', { cloud, assets: assetIds.length });
      return { existing, calls };
    }
  }
  return { existing, calls };
}
