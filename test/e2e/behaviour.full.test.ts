import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Behaviour, defaultBehaviour } from '#local/cloudinary/behaviour.ts';
import { backupProblems, type Scope } from './stack/backup-problems.ts';
import { MAY_BE_UNKNOWN } from './stack/library-differences.ts';
import { sharedStack } from './stack/shared-stack.ts';

const CLOUD = 'behaviour';
const { stack, cloudinary, environment, sdk } = await sharedStack(CLOUD);
let tours = 0;
afterEach(() => void Object.assign(cloudinary.behaviour, defaultBehaviour()));

/** A bit of everything that can happen to assets, under public_ids of its own. */
async function tour(prefix: string, pauseMs: number) {
  const id = (name: string) => `${prefix}${name}`;
  const pause = () => sleep(pauseMs);
  const first = await sdk.uploadImage(id('a'), { tags: 'one,two', context: 'k=v', metadata: 'm=1' });
  await sdk.uploadImage(id('doc.pdf'), { resource_type: 'raw' });
  await stack.settled();
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
  await stack.settled();
  await pause();
  environment.moderate(String(moderated['asset_id']), { status: 'rejected' });
  await sdk.uploadImage(id('d'));
  await sdk.uploadImage(id('e'));
  await stack.settled();
  await pause();
  await sdk.admin('DELETE', 'resources/image/upload', { public_ids: [id('d'), id('e')] });
  await pause();
  await sdk.uploadImage(id('d'));
  return first;
}

/** What a knob makes allowable, beside what always is. */
interface Allowance extends Pick<Scope, 'notTold' | 'movesVersions'> {
  readonly unknown?: readonly string[];
  /** Bodies without a time of their own count from the second in which they were signed. */
  readonly pauseMs?: number;
}

type Case = readonly [knobs: Partial<Behaviour>, allowance?: Allowance];

/** What is not the default for each knob of which uploads, changes and their bytes depend. */
const CASES: readonly Case[] = [
  [{}],
  [{ explicitNotifies: 'upload' }],
  [{ existingNotifies: true, overwrittenInNotification: true, contextChangeForm: 'lists', deleteNotificationSize: 1 }],
  [{ triggeredBy: { source: 'ui', id: 'somebody@example.com' }, renameOverwriteNotifiesDelete: true }],
  [{ renameChangesVersion: true }, { movesVersions: true }],
  // Nothing tells of the new version: the next inventory does.
  [{ accessControlChangesVersion: true }, { notTold: ['version'], movesVersions: true }],
  // Asked for it, Cloudinary does not tell a version_id.
  [{ moderationBumpsVersion: true }, { movesVersions: true, unknown: ['version_id'] }],
  [{ moderationWithdrawsOriginal: true }],
  [{ uploadNotificationCarries: { context: true, metadata: true } }],
  [{ notificationsOmitVersionId: true }, { unknown: ['version_id'] }],
  // An overwrite that keeps them says nothing of context and metadata, so that they become unknown here.
  [{ clearTagsOnOverwrite: false }],
  [{ listingOmitsEtag: true, searchLagMs: 60_000, versionsOrder: 'oldest-first' }],
  [{ blockPdfAndZip: true, deliveryOptimised: true, deliveryErrorCacheMs: 0 }],
  [{ legacyBodies: true }, { unknown: ['version_id', 'asset_folder', 'display_name'], pauseMs: 1100 }],
];

function named(cases: readonly Case[]) {
  return cases.map(([knobs, allowance = {}]) => [JSON.stringify(knobs), knobs, allowance] as const);
}

describe('whatever Cloudinary turns out to do', () => {
  test.each(named(CASES))('%s is survived', async (_, knobs, allowance) => {
    const { notTold = [], unknown = [], movesVersions = false, pauseMs = 5 } = allowance;
    Object.assign(cloudinary.behaviour, knobs);
    const prefix = `tour-${tours++}/`;
    await tour(prefix, pauseMs);
    const scope = { prefix, notTold, movesVersions, mayBeUnknown: [...MAY_BE_UNKNOWN, ...unknown] };
    expect(await backupProblems(stack, CLOUD, scope)).toEqual([]);
  });

  test('a notification retried with its first signature is taken', async () => {
    cloudinary.behaviour.retryReSigns = false;
    await stack.settled();
    const { asset_id } = await sdk.uploadImage('retried');
    await stack.settled();
    expect(cloudinary.faults.notifications.drop).toBe(0);
    expect(await stack.revisions(CLOUD, asset_id)).toHaveLength(1);
  });

  test('a download that redirects to where nobody allowed it is not followed, and goes on once it no longer does', async () => {
    cloudinary.behaviour.downloadRedirects = 'https://127.0.0.1:9';
    const { asset_id } = await sdk.uploadImage('redirected');
    await cloudinary.notifications.idle();
    const tried = () => environment.requests.filter(({ path, status }) => path.endsWith('/download') && status === 302);
    await vi.waitFor(() => expect(tried().length).toBeGreaterThan(1), { timeout: 20_000, interval: 100 });
    cloudinary.behaviour.downloadRedirects = cloudinary.origin;
    await stack.settled();
    expect(await stack.revisions(CLOUD, asset_id)).toMatchObject([{ outcome: 'stored' }]);
  });
});
