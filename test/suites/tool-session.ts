import { deepStrictEqual } from 'node:assert/strict';
import type { ObservedCloud } from '#local/cloudinary/observed-cloud.ts';
import type { SimulatedCloudinary } from '#local/cloudinary/simulated-cloudinary.ts';

/** Where a tool works. */
export interface ToolSession {
  readonly cloudinary: SimulatedCloudinary;
  /** The cloud that it is pointed at. */
  readonly cloudName: string;
  /** A folder for its files, its configuration and what it downloads; empty at first. */
  readonly folder: string;
}

/** The MD5 of each asset in an asset folder and below, in order. */
export function md5sIn(cloud: ObservedCloud, folder: string): string[] {
  return cloud
    .assets()
    .filter(({ asset_folder = '' }) => asset_folder === folder || asset_folder.startsWith(`${folder}/`))
    .map(({ etag }) => etag)
    .toSorted();
}

/**
 * Checks that two sides agree.
 *
 * @throws Error with what differs
 */
export function assertSame(found: unknown, wanted: unknown, what: string): void {
  try {
    deepStrictEqual(found, wanted);
  } catch (error) {
    throw new Error(`${what}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}
