import { PipelineError } from '#shared/domain/errors.ts';
import { shardCountFor } from '#shared/domain/runs/shards.ts';
import { parseReadDataSubset, type ReadDataSubset } from '#shared/domain/verify/read-data-subset.ts';
import { newestInventory } from './newest-inventory.ts';
import type { VerifyRun } from './verify-state.ts';

/** The number of assets assumed if no inventory says how large the library is. */
const SHARDS_OF_UNKNOWN = 16;
/** About how many revisions an asset has, including older ones. */
const REVISIONS_PER_ASSET = 1.5;

/**
 * What a run writes into `started.json`.
 *
 * @throws PipelineError `invalid-configuration` if `readData` is not understood
 */
export async function beginVerify({ cloud, input, on }: Pick<VerifyRun, 'cloud' | 'input' | 'on'>) {
  const { readData, mend = true } = input;
  subsetOf(readData);
  const inventory = await newestInventory(cloud, on);
  const revisions = inventory && inventory.completeness.assets * REVISIONS_PER_ASSET;
  return {
    mend,
    shards: revisions === undefined ? SHARDS_OF_UNKNOWN : shardCountFor(revisions),
    ...(readData !== undefined && { read_data: readData }),
    ...(inventory !== undefined && { inventory: inventory.started_at }),
  };
}

/**
 * Which objects to read and hash; `undefined` for none.
 *
 * @throws PipelineError `invalid-configuration`
 */
export function subsetOf(readData: string | undefined): ReadDataSubset | undefined {
  if (readData === undefined) return undefined;
  const subset = parseReadDataSubset(readData);
  if (subset !== undefined) return subset;
  const what = 'n/t, a percentage like 5%, or bytes like 10GB';
  throw new PipelineError('invalid-configuration', `readData is ${JSON.stringify(readData)}: it must be ${what}.`);
}
