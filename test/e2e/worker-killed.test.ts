import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { afterAll, expect, test, vi } from 'vitest';
import { REVISIONS_PREFIX } from '#shared/domain/bucket/bucket-layout.ts';
import { backupProblems } from './stack/backup-problems.ts';
import { sharedStack } from './stack/shared-stack.ts';
import { uploadMessages } from './stack/upload-messages.ts';

const CLOUD = 'killed';
const MIB = 1024 * 1024;
const { stack, cloudinary, simulated, sdk } = await sharedStack(CLOUD);
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

/** Stops downloads of these assets half-way while it is in scope. */
function stalledDownloads(publicIds: readonly string[], bytes: number) {
  const stalled = new Set<string>();
  faults.script = ({ point, query }) => {
    const publicId = new URLSearchParams(query).get('public_id') ?? '';
    if (point !== 'download' || !publicIds.includes(publicId)) return undefined;
    stalled.add(publicId);
    return { kind: 'hang', afterBytes: Math.floor(bytes / 2) };
  };
  return {
    /** Resolves when each of them has stopped. */
    all: () => vi.waitFor(() => expect(stalled.size).toBe(publicIds.length), { timeout: 60_000, interval: 50 }),
    [Symbol.dispose]: () => {
      faults.script = undefined;
    },
  };
}

test('a worker that is killed during two copies, one in memory and one streamed, loses nothing', async () => {
  const copies = [8 * MIB, 9 * MIB].map((bytes) => ({ publicId: `mid-copy/${bytes}`, bytes }));
  const publicIds = copies.map(({ publicId }) => publicId);
  {
    using downloads = stalledDownloads(publicIds, 8 * MIB);
    for (const copy of copies) await simulated.addGeneratedAsset({ ...copy, resourceType: 'video' });
    await downloads.all();
    expect(await killWorker()).toBeGreaterThan(0);
  }
  for (const publicId of publicIds) expect(await revisionKeys(publicId)).toEqual([]);
  expect(await backupProblems(stack, CLOUD, { prefix: 'mid-copy/' })).toEqual([]);
  for (const publicId of publicIds) expect(await revisionKeys(publicId)).toHaveLength(1);
});

test('a worker that is killed between object and journal stores no revision twice, and records each', async () => {
  const slow = { publicId: 'batch/slow', bytes: 12 * MIB };
  const before = uploadMessages(simulated).length;
  faults.notifications.drop = 1; // the test itself queues the messages, all ten at once
  const quick = await Promise.all(
    Array.from({ length: 9 }, (_, index) => sdk.uploadImage(`batch/${index}`, { resource_type: 'video' })),
  );
  await simulated.addGeneratedAsset({ ...slow, resourceType: 'video' });
  faults.notifications.drop = 0;
  await notifications.idle();
  const Entries = uploadMessages(simulated, before).map((MessageBody, id) => ({ Id: String(id), MessageBody }));
  expect(Entries).toHaveLength(10);
  const ofQuick = new Set(quick.map((asset) => asset['asset_id']));
  const storedKeys = async () => (await Promise.all(quick.map(({ public_id }) => revisionKeys(public_id)))).flat();
  {
    using downloads = stalledDownloads([slow.publicId], slow.bytes);
    await stack.sqs.send(new SendMessageBatchCommand({ QueueUrl: stack.output('LiveQueueUrl'), Entries }));
    await downloads.all();
    await vi.waitFor(async () => expect(await storedKeys()).toHaveLength(quick.length), { timeout: 60_000 });
    expect(await killWorker()).toBeGreaterThan(0);
  }
  const stored = await storedKeys();
  const recorded = (await stack.revisions(CLOUD)).filter(({ asset_id }) => ofQuick.has(asset_id));
  // Otherwise the test has missed the moment.
  expect(stored.length).toBeGreaterThan(recorded.length);

  expect(await backupProblems(stack, CLOUD, { prefix: 'batch/' })).toEqual([]);
  for (const { public_id } of quick) expect(await revisionKeys(public_id)).toHaveLength(1);
  const found = (await stack.revisions(CLOUD)).filter(
    ({ asset_id, outcome }) => ofQuick.has(asset_id) && outcome === 'already-stored',
  );
  expect(found.length).toBeGreaterThanOrEqual(stored.length - recorded.length);
});
