import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Behaviour, defaultBehaviour } from '#local/cloudinary/behaviour.ts';
import { backupProblems, type Scope } from './stack/backup-problems.ts';
import { MAY_BE_UNKNOWN } from './stack/library-differences.ts';
import { sharedStack } from './stack/shared-stack.ts';

const CLOUD = 'behaviour';
const { stack, cloudinary, simulated, sdk } = await sharedStack(CLOUD);
let tours = 0;
afterEach(() => void Object.assign(cloudinary.behaviour, defaultBehaviour()));

/** A little of everything that can happen to assets, under its own public_ids. */
async function tour(prefix: string, pauseMs: number) {
  const id = (name: string) => `${prefix}${name}`;
  const pause = () => sleep(pauseMs);
  const first = await sdk.uploadImage(id('a'), { tags: 'one,two', context: 'k=v', metadata: 'm=1' });
  await sdk.uploadImage(id('doc.pdf'), { resource_type: 'raw' });
  await stack.idle();
  await pause();
  await sdk.uploadImage(id('a'), { tags: 'three' });
  await sdk.uploadImage(id('a'), { overwrite: false });
  await pause();
  await sdk.explicit(id('a'), { tags: 'four', context: 'k=w', asset_folder: 'x/y', display_name: 'A' });
  await sdk.explicit(id('a'), { access_control: JSON.stringify([{ access_type: 'token' }]) });
  await pause();
  await sdk.rename(id('a'), id('b'));
  await pause();
  await sdk.addTag('five', [id('b')]);
  await sdk.setMetadata('m=2', [id('b')]);
  await pause();
  await sdk.uploadImage(id('c'));
  await pause();
  await sdk.rename(id('b'), id('c'), { overwrite: true });
  await pause();
  const moderated = await sdk.uploadImage(id('m'), { moderation: 'manual' });
  await stack.idle();
  await pause();
  simulated.moderate(String(moderated['asset_id']), { status: 'rejected' });
  await sdk.uploadImage(id('d'));
  await sdk.uploadImage(id('e'));
  await stack.idle();
  await pause();
  await sdk.admin('DELETE', 'resources/image/upload', { public_ids: [id('d'), id('e')] });
  await pause();
  await sdk.uploadImage(id('d'));
  return first;
}

/** What a setting allows in addition to what is always allowed. */
interface Allowance extends Pick<Scope, 'unreported' | 'movesVersions'> {
  readonly unknown?: readonly string[];
  /** A body without its own time has the second of its signature. */
  readonly pauseMs?: number;
}

type Case = readonly [knobs: Partial<Behaviour>, allowance?: Allowance];

/** Every setting that uploads, changes and their bytes depend on, with a value other than the default. */
const CASES: readonly Case[] = [
  [{}],
  [{ explicitNotifies: 'upload' }],
  [{ existingNotifies: true, overwrittenInNotification: true, contextChangeForm: 'lists', deleteNotificationSize: 1 }],
  [{ triggeredBy: { source: 'ui', id: 'editor@example.com' }, renameOverwriteNotifiesDelete: true }],
  [{ renameChangesVersion: true }, { movesVersions: true }],
  // No notification reports the new version; the next inventory run finds it.
  [{ accessControlChangesVersion: true }, { unreported: ['version'], movesVersions: true }],
  // The asset's description at Cloudinary has no version_id.
  [{ moderationBumpsVersion: true }, { movesVersions: true, unknown: ['version_id'] }],
  [{ moderationWithdrawsOriginal: true }],
  [{ uploadNotificationCarries: { context: true, metadata: true } }],
  [{ notificationsOmitVersionId: true }, { unknown: ['version_id'] }],
  // The notification of an overwrite that keeps context and metadata lacks both, and they become unknown.
  [{ clearTagsOnOverwrite: false }],
  [{ listingOmitsEtag: true, searchLagMs: 60_000, versionsOrder: 'oldest-first' }],
  [{ blockPdfAndZip: true, deliveryOptimised: true, deliveryErrorCacheMs: 0 }],
  [{ legacyBodies: true }, { unknown: ['version_id', 'asset_folder', 'display_name'], pauseMs: 1100 }],
];

function named(cases: readonly Case[]) {
  return cases.map(([knobs, allowance = {}]) => [JSON.stringify(knobs), knobs, allowance] as const);
}

describe('however Cloudinary behaves', () => {
  test.each(named(CASES))('the backup is right with %s', async (_, knobs, allowance) => {
    const { unreported = [], unknown = [], movesVersions = false, pauseMs = 5 } = allowance;
    Object.assign(cloudinary.behaviour, knobs);
    const prefix = `tour-${tours++}/`;
    await tour(prefix, pauseMs);
    const scope = { prefix, unreported, movesVersions, mayBeUnknown: [...MAY_BE_UNKNOWN, ...unknown] };
    expect(await backupProblems(stack, CLOUD, scope)).toEqual([]);
  });

  test('a notification retried with its first signature is accepted', async () => {
    cloudinary.behaviour.retryReSigns = false;
    await stack.idle();
    const { asset_id } = await sdk.uploadImage('retried');
    await stack.idle();
    expect(cloudinary.faults.notifications.drop).toBe(0);
    expect(await stack.revisions(CLOUD, asset_id)).toHaveLength(1);
  });

  test('a redirect to an origin that is not allowed is not followed, and the copy succeeds once there is none', async () => {
    cloudinary.behaviour.downloadRedirects = 'https://127.0.0.1:9';
    const { asset_id } = await sdk.uploadImage('redirected');
    await cloudinary.notifications.idle();
    const tried = () => simulated.requests.filter(({ path, status }) => path.endsWith('/download') && status === 302);
    await vi.waitFor(() => expect(tried().length).toBeGreaterThan(1), { timeout: 20_000, interval: 100 });
    cloudinary.behaviour.downloadRedirects = cloudinary.origin;
    await stack.idle();
    expect(await stack.revisions(CLOUD, asset_id)).toMatchObject([{ outcome: 'stored' }]);
  });
});
