import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { afterAll, expect, test } from 'vitest';
import { REVISIONS_PREFIX } from '#shared/domain/bucket/bucket-layout.ts';
import { backupProblems } from './stack/backup-problems.ts';
import { sharedStack } from './stack/shared-stack.ts';
import { SlowBytes } from './stack/slow-bytes.ts';
import { uploadMessages } from './stack/upload-messages.ts';

const CLOUD = 'killed';
const MIB = 1024 * 1024;
const { stack, cloudinary, environment, sdk } = await sharedStack(CLOUD);
const { faults, notifications } = cloudinary;
await stack.takeDeadLetters();
afterAll(() => {
  faults.notifications.drop = 0;
});

function killWorker() {
  return stack.killFunction('WorkerFunctionName');
}

function revisionKeys(publicId: string) {
  return stack.keys(`${REVISIONS_PREFIX}${CLOUD}/video/upload/${publicId}/`);
}

test('killed in the middle of two copies, one held in memory and one streamed, it loses nothing', async () => {
  const copies = [8 * MIB, 9 * MIB].map((bytes) => ({
    publicId: `mid-copy/${bytes}`,
    slow: new SlowBytes(bytes, bytes),
  }));
  notifications.hold();
  for (const { publicId, slow } of copies) {
    const { bytes, generate } = slow;
    await environment.addGeneratedAsset({ publicId, resourceType: 'video', bytes, generate });
  }
  for (const { slow } of copies) slow.trickle(40);
  await notifications.release();
  await Promise.all(copies.map(({ slow }) => slow.halfway));
  expect(await killWorker()).toBeGreaterThan(0);
  for (const { slow } of copies) slow.trickle(0);
  for (const { publicId } of copies) expect(await revisionKeys(publicId)).toEqual([]);
  expect(await backupProblems(stack, CLOUD, { prefix: 'mid-copy/' })).toEqual([]);
  for (const { publicId } of copies) expect(await revisionKeys(publicId)).toHaveLength(1);
});

test('killed between object and journal, it stores no revision twice, and the journal tells of each', async () => {
  const slow = new SlowBytes(12 * MIB, 3);
  const before = uploadMessages(environment).length;
  faults.notifications.drop = 1; // the test itself puts the messages on the queue, all ten of them at once
  const quick = await Promise.all(
    Array.from({ length: 9 }, (_, index) => sdk.uploadImage(`batch/${index}`, { resource_type: 'video' })),
  );
  const { generate, bytes } = slow;
  await environment.addGeneratedAsset({ publicId: 'batch/slow', resourceType: 'video', bytes, generate });
  faults.notifications.drop = 0;
  await notifications.idle();
  slow.trickle(60);
  const Entries = uploadMessages(environment, before).map((MessageBody, id) => ({ Id: String(id), MessageBody }));
  expect(Entries).toHaveLength(10);
  await stack.sqs.send(new SendMessageBatchCommand({ QueueUrl: stack.output('LiveQueueUrl'), Entries }));

  await slow.halfway;
  const ofQuick = new Set(quick.map((asset) => asset['asset_id']));
  const stored = (await Promise.all(quick.map(({ public_id }) => revisionKeys(public_id)))).flat();
  expect(await killWorker()).toBeGreaterThan(0);
  slow.trickle(0);
  const told = (await stack.revisions(CLOUD)).filter(({ asset_id }) => ofQuick.has(asset_id));
  // Or the test has missed the moment.
  expect(stored.length).toBeGreaterThan(told.length);

  expect(await backupProblems(stack, CLOUD, { prefix: 'batch/' })).toEqual([]);
  for (const { public_id } of quick) expect(await revisionKeys(public_id)).toHaveLength(1);
  const found = (await stack.revisions(CLOUD)).filter(
    ({ asset_id, outcome }) => ofQuick.has(asset_id) && outcome === 'already-stored',
  );
  expect(found.length).toBeGreaterThanOrEqual(stored.length - told.length);
});
