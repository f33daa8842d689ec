import { expect, test } from 'vitest';
import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import { backupProblems } from './stack/backup-problems.ts';
import { RunMachines } from './stack/run-machines.ts';
import type { SdkClient } from './stack/sdk-client.ts';
import { sharedStack } from './stack/shared-stack.ts';

/** The folder modes of a cloud, with what moves an asset from one folder to another, and what the journal says of it. */
const MODES: readonly {
  readonly cloud: 'dynamic' | 'fixed';
  readonly move: (sdk: SdkClient) => Promise<unknown>;
  readonly recordedAs: JournalEntry['kind'];
  readonly folderNames: readonly string[];
}[] = [
  {
    cloud: 'dynamic',
    move: (sdk) => sdk.explicit('shop/mug', { asset_folder: 'archive' }),
    recordedAs: 'moved',
    folderNames: ['asset_folder', 'display_name'],
  },
  {
    cloud: 'fixed',
    move: (sdk) => sdk.rename('shop/mug', 'archive/mug'),
    recordedAs: 'renamed',
    folderNames: [],
  },
];

test.each(MODES)('a library with $cloud folders is backed up, with no unreported change', async (mode) => {
  const { cloud, move, recordedAs, folderNames } = mode;
  const { stack, sdk } = await sharedStack(cloud);
  await sdk.uploadImage('mug', { folder: 'shop' });
  await sdk.uploadImage('shop/poster', { tags: 'paper,A4', context: 'alt=Poster' });
  await sdk.uploadImage('shop/sticker');
  await sdk.addTag('paper', ['shop/sticker']);
  await move(sdk);
  await sdk.uploadImage('shop/poster');
  await sdk.addTag('b,a', ['shop/poster']);
  await sdk.destroy('shop/sticker');
  expect(await backupProblems(stack, cloud)).toEqual([]);

  const journal = await stack.journal(cloud);
  expect(journal.map(({ kind }) => kind)).toContain(recordedAs);
  const uploads = journal.filter(({ kind }) => kind === 'revision');
  expect(uploads.map((entry) => ['asset_folder', 'display_name'].filter((name) => name in entry))).toEqual(
    Array(4).fill(folderNames),
  );

  using machines = new RunMachines(stack);
  expect(await machines.run('Inventory', { cloud, reason: 'operator' })).toMatchObject({
    report: { completeness: { assets: 2, unprotected: 0 }, tally: { queued: 0, unreported: 0 } },
  });
});
