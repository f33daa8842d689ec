import { ApiError } from '../http/reply.ts';
import type { SimulatedCloud } from '../simulation.ts';
import type { ResourceType } from './asset.ts';

const MIB = 1024 * 1024;
/** What a free plan allows (https://cloudinary.com/pricing/compare-plans). */
const FREE_PLAN: Readonly<Record<ResourceType, number>> = { image: 10 * MIB, video: 100 * MIB, raw: 10 * MIB };

/** The longest original of each resource type that the plan of a cloud allows, in bytes. */
export function sizeLimits({ settings }: Pick<SimulatedCloud, 'settings'>): Record<ResourceType, number> {
  return { ...FREE_PLAN, ...settings.maxBytes };
}

/**
 * Throws a 400 for a file that is longer than the plan allows: `auto`, before the resource type is known, than it allows
 * any.
 */
export function refuseOversized(cloud: SimulatedCloud, resourceType: ResourceType | 'auto', length: number): void {
  const limits = sizeLimits(cloud);
  const maximum = resourceType === 'auto' ? Math.max(...Object.values(limits)) : limits[resourceType];
  if (length > maximum) throw new ApiError(400, `File size too large. Got ${length}. Maximum is ${maximum}.`);
}
