import { v2 } from 'cloudinary';
import { expect, test } from 'vitest';
import { backupProblems } from './stack/backup-problems.ts';
import { sharedStack } from './stack/shared-stack.ts';

const CLOUD = 'changes';
const { stack, cloudinary, simulated, sdk } = await sharedStack(CLOUD);

test('a deletion of more than a thousand assets is recorded for each', async () => {
  const { faults, notifications } = cloudinary;
  faults.notifications.drop = 1; // other tests cover their uploads
  const ids: string[] = [];
  for (let index = 0; index < 1100; index++) {
    const generated = { publicId: `bulk/${index}`, resourceType: 'image', bytes: 50, format: 'jpg' } as const;
    ids.push((await simulated.addGeneratedAsset(generated)).asset_id);
  }
  // As if they had never existed: no notification has reported them.
  simulated.uploads.splice(-ids.length);
  faults.notifications.drop = 0;
  await notifications.idle();
  for (let left = true; left; ) {
    const { partial } = await v2.api.delete_resources_by_prefix('bulk/', sdk.options);
    left = partial === true;
  }
  await stack.idle();
  const deleted = (await stack.journal(CLOUD)).filter((entry) => entry.kind === 'deleted');
  const recorded = new Set(deleted.map(({ asset_id }) => asset_id));
  expect(ids.filter((id) => !recorded.has(id))).toEqual([]);
  expect(await backupProblems(stack, CLOUD)).toEqual([]);
});
