import { hexOf, type LibraryPlan } from './generated-library.ts';

/** Every asset_id that is listed; made when it is first asked for. */
let indices: Map<string, number> | undefined;

/** The index of a listed asset; `undefined` for one that is gone. */
export function indexOfAssetId({ assets }: LibraryPlan, assetId: string): number | undefined {
  indices ??= new Map(Array.from({ length: assets }, (_, index) => [hexOf('asset', index), index]));
  return indices.get(assetId);
}
