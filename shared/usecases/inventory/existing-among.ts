import { PipelineError } from '../../domain/errors.ts';
import type { InventoryRun, Progress } from './inventory-run.ts';
import type { InventoryState } from './inventory-state.ts';
import { waitAfter } from './list-library.ts';

/** What one call may name. */
const IDS_PER_CALL = 100;
/** More than this many are taken for gone as the listing says: a listing errs by some at its seams, not by thousands. */
const MAX_ASKED = 2_000;

/** Which assets exist although no page listed them. */
export interface Existing {
  readonly existing: ReadonlySet<string>;
  readonly calls: number;
  /** Where Cloudinary could not be asked now: what to wait for. */
  readonly failure?: (state: InventoryState) => Progress;
}

/**
 * Asks Cloudinary whether assets that no page listed are really gone: the library changes while it is listed, and what
 * is said to be deleted must be.
 */
export const existingAmong = async (assetIds: readonly string[], { on, cloud }: InventoryRun): Promise<Existing> => {
  const asked = assetIds.slice(0, MAX_ASKED);
  const existing = new Set<string>();
  let calls = 0;
  for (let from = 0; from < asked.length; from += IDS_PER_CALL) {
    try {
      calls += 1;
      for (const assetId of await on.listing.existing(asked.slice(from, from + IDS_PER_CALL), on.signal))
        existing.add(assetId);
    } catch (error) {
      on.signal.throwIfAborted();
      if (error instanceof PipelineError && (error.code === 'throttled' || error.code === 'credentials-unavailable')) {
        return { existing, calls, failure: (state) => waitAfter(error, state, on.now()) };
      }
      // Nobody documents how many ids a call may name. The listing is the better witness then.
      on.note('Cloudinary could not be asked for assets that were not listed', { cloud, assets: asked.length });
      return { existing, calls };
    }
  }
  return { existing, calls };
};
