import type { DeployedStack } from './deployed-stack.ts';
import { type Comparison, libraryDifferences } from './library-differences.ts';
import { accountForRevisions, foreignObjects, hashObjects } from './revision-faults.ts';

/** What to look at beside a whole product environment, and what may differ. */
export interface Scope extends Pick<Comparison, 'prefix' | 'mayBeUnknown' | 'notTold'> {
  /** An asset may get another version without another upload. */
  readonly movesVersions?: boolean;
}

/**
 * Waits until everything is worked off, then looks for whatever is wrong with the backup of a product environment: a
 * revision missing, bytes that nobody uploaded, a journal that tells another library, a dead letter. In words; empty
 * when all is well.
 */
export async function backupProblems(stack: DeployedStack, cloud: string, scope: Scope = {}): Promise<string[]> {
  await stack.settled();
  const environment = stack.cloud.cloudinary.environment(cloud);
  const uploads = environment.uploads.filter(({ public_id }) => public_id.startsWith(scope.prefix ?? ''));
  const others = new Set(environment.uploads.map(({ asset_id }) => asset_id));
  for (const { asset_id } of uploads) others.delete(asset_id);
  const journal = await stack.journal(cloud);
  const all = await hashObjects(stack, cloud);
  const objects = all.filter(({ assetId = '' }) => !others.has(assetId));
  const deadLetters = await stack.deadLetterCount();
  return [
    ...accountForRevisions(uploads, objects, journal).faults,
    ...foreignObjects(uploads, objects, scope.movesVersions),
    ...libraryDifferences({ environment, journal, ...scope }),
    ...(deadLetters === 0 ? [] : [`${deadLetters} messages are on dead-letter queues`]),
  ];
}
