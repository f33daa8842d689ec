import { ApiError } from '../http/reply.ts';
import type { Asset } from '../library/asset.ts';

const COUNTED: Readonly<Record<string, (asset: Asset) => string | undefined>> = {
  resource_type: ({ resource_type }) => resource_type,
  type: ({ type }) => type,
  format: ({ format }) => format,
};

/** How many of the assets found have each value of the fields asked for. Throws a 400 for what is not simulated. */
export function aggregationsOf(
  assets: readonly Asset[],
  fields: readonly string[],
): Record<string, Record<string, number>> | undefined {
  if (fields.length === 0) return undefined;
  const counts = fields.map((field) => {
    const read = COUNTED[field];
    if (!read) throw new ApiError(400, `Not simulated: aggregate ${field}`);
    const groups = Map.groupBy(assets, (asset) => read(asset) ?? '');
    const filled = [...groups].filter(([found]) => found !== '');
    return [field, Object.fromEntries(filled.map(([found, { length }]) => [found, length]))] as const;
  });
  return Object.fromEntries(counts);
}
