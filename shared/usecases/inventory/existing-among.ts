import { PipelineError } from '#shared/domain/errors.ts';
import type { InventoryRun } from './inventory-state.ts';

/** How many assets one call may name. */
const IDS_PER_CALL = 100;
/**
 * After this many, more assets are asked about only if at least one in a hundred exists: between two pages, a listing
 * misses a few assets, not thousands.
 */
const MAX_ASKED = 2_000;
const LISTING_ERRS = 0.01;
/** How often in a row a call is tried again if Cloudinary answers with an error. */
const MAX_FAILURES = 4;

/** Which assets exist although no page listed them. */
export interface Existing {
  readonly existing: ReadonlySet<string>;
  readonly calls: number;
  /** Why Cloudinary could not be asked now. */
  readonly failure?: PipelineError;
}

/**
 * Asks Cloudinary whether assets that no page listed are really gone: the library changes while it is listed, and
 * nothing may be recorded as gone that exists.
 *
 * @param failures how often in a row the call has failed
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
      if (error.code !== 'cloudinary-failed' || failures < MAX_FAILURES) return { existing, calls, failure: error };
      // It is undocumented how many ids a call may name. If Cloudinary keeps refusing it, the listing must do.
      on.note('Cloudinary does not say whether unlisted assets exist; the run relies on the listing', {
        cloud,
        assets: assetIds.length,
      });
      return { existing, calls };
    }
  }
  return { existing, calls };
}
