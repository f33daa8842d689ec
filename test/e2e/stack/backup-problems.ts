import type { DeployedStack } from './deployed-stack.ts';
import { type Comparison, libraryDifferences } from './library-differences.ts';
import { accountForRevisions, foreignObjects, hashObjects } from './revision-faults.ts';

/** Which assets to check, and what may differ. */
export interface Scope extends Pick<Comparison, 'prefix' | 'mayBeUnknown' | 'unreported'> {
  /** Whether an asset may get another version without an upload. */
  readonly movesVersions?: boolean;
}

/**
 * Waits until all queues are empty, then gives everything that is wrong with the backup of a cloud: missing revisions,
 * bytes that were never uploaded, differences between journal and library, dead letters. In words; empty if all is
 * well.
 */
export async function backupProblems(stack: DeployedStack, cloud: string, scope: Scope = {}): Promise<string[]> {
  await stack.idle();
  const simulated = stack.cloud.cloudinary.cloud(cloud);
  const uploads = simulated.uploads.filter(({ public_id }) => public_id.startsWith(scope.prefix ?? ''));
  const others = new Set(simulated.uploads.map(({ asset_id }) => asset_id));
  for (const { asset_id } of uploads) others.delete(asset_id);
  const journal = await stack.journal(cloud);
  const all = await hashObjects(stack, cloud);
  const objects = all.filter(({ assetId = '' }) => !others.has(assetId));
  const deadLetters = await stack.deadLetterCount();
  return [
    ...accountForRevisions(uploads, objects, journal).faults,
    ...foreignObjects(uploads, objects, scope.movesVersions),
    ...libraryDifferences({ simulated, journal, ...scope }),
    ...(deadLetters === 0 ? [] : [`${deadLetters} messages are on dead-letter queues`]),
  ];
}
