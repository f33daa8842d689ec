import type { ObservedCloud } from '#local/cloudinary/observed-cloud.ts';
import type { DeployedStack } from '#test/e2e/stack/deployed-stack.ts';
import { libraryDifferences } from '#test/e2e/stack/library-differences.ts';
import { accountForRevisions, foreignObjects, hashObjects } from '#test/e2e/stack/revision-faults.ts';
import { assertSame } from './tool-session.ts';
import type { ToolStep } from './tool-steps.ts';

/** Changes that no notification reports: `explicit` emits none, as far as is known. */
const UNREPORTED = ['display_name', 'asset_folder'] as const;

/**
 * What the deployed stack must hold of a cloud once a tool has finished with it and every notification is handled.
 *
 * @param cloudName which the tool has used
 */
export function backedUpSteps(stack: DeployedStack, cloudName: string): ToolStep[] {
  const simulated = stack.cloud.cloudinary.cloud(cloudName);
  return [
    {
      name: `${cloudName}: the bucket has every uploaded revision, MD5 by MD5`,
      run: async () => {
        const objects = await hashObjects(stack, cloudName);
        const { stored, faults } = accountForRevisions(simulated.uploads, objects, await stack.journal(cloudName));
        assertSame(faults, [], 'missing');
        assertSame(foreignObjects(simulated.uploads, objects), [], 'wrong');
        assertSame(stored, simulated.uploads.length, 'stored');
        if (stored === 0) throw new Error('Nothing was uploaded');
      },
    },
    {
      name: `${cloudName}: the journal has every rename and deletion`,
      run: async () => {
        const journal = await stack.journal(cloudName);
        const renamed = journal.filter(({ kind }) => kind === 'renamed').length;
        assertSame(renamed, eventsOf(simulated, 'rename').length, 'renames');
        const deleted = journal.flatMap((entry) => (entry.kind === 'deleted' ? [entry.asset_id] : []));
        assertSame(deleted.toSorted(), deletedAssets(simulated), 'deletions');
      },
    },
    {
      name: `${cloudName}: the journal leads to the library as it is`,
      run: async () => {
        const journal = await stack.journal(cloudName);
        assertSame(libraryDifferences({ simulated, journal, unreported: UNREPORTED }), [], 'differences');
      },
    },
  ];
}

function eventsOf({ history }: ObservedCloud, type: string) {
  return history.filter((event) => event.type === type);
}

function deletedAssets(cloud: ObservedCloud): string[] {
  return [...new Set(cloud.uploads.filter(({ deletedAt }) => deletedAt).map(({ asset_id }) => asset_id))].toSorted();
}
