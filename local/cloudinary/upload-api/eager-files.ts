import type { Asset } from '../library/asset.ts';
import { deliveryUrls } from '../library/delivery-url.ts';
import type { SimulatedCloud } from '../simulation.ts';

/**
 * What `eager` makes of an asset: transformations joined by `|`; each may end in a format
 * (https://cloudinary.com/documentation/eager_and_incoming_transformations). Delivery serves other bytes for each.
 */
export function eagerFiles(
  cloud: SimulatedCloud,
  asset: Asset,
  eager: string | undefined,
): Record<string, unknown>[] | undefined {
  return eager?.split('|').map((transformation) => {
    const [, steps = transformation, made] = /^(.+)\/([a-z0-9]+)$/.exec(transformation) ?? [];
    const format = made ?? asset.format;
    return { transformation, format, ...deliveryUrls(cloud, { ...asset, format }, steps) };
  });
}
