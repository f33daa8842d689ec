import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Behaviour, defaultBehaviour } from '../../local/cloudinary/behaviour.ts';
import type { Environment } from '../../local/cloudinary/environment.ts';
import { backupProblems, type Scope } from './stack/backup-problems.ts';
import type { DeployedStack } from './stack/deployed-stack.ts';
import { MAY_BE_UNKNOWN } from './stack/library-differences.ts';
import { randomImage } from './stack/random-image.ts';
import { SdkClient } from './stack/sdk-client.ts';
import { sharedStack } from './stack/shared-stack.ts';

const CLOUD = 'behaviour';
let stack: DeployedStack;
let sdk: SdkClient;
let environment: Environment;
let tours = 0;

beforeAll(async () => {
  stack = await sharedStack();
  sdk = new SdkClient(stack.cloud.cloudinary, CLOUD);
  environment = stack.cloud.cloudinary.environment(CLOUD);
});
afterEach(() => void Object.assign(stack.cloud.cloudinary.behaviour, { ...defaultBehaviour() }));

/** A bit of everything that can happen to assets, under public_ids of its own. */
async function tour(prefix: string, pauseMs: number) {
  const id = (name: string) => `${prefix}${name}`;
  const pause = () => sleep(pauseMs);
  const first = await sdk.upload(randomImage(), {
    public_id: id('a'),
    tags: 'one,two',
    context: 'k=v',
    metadata: 'm=1',
  });
  await sdk.upload(randomImage(), { public_id: id('doc.pdf'), resource_type: 'raw' });
  await stack.settled();
  await pause();
  await sdk.upload(randomImage(), { public_id: id('a'), tags: 'three' });
  await sdk.upload(randomImage(), { public_id: id('a'), overwrite: false });
  await pause();
  await sdk.explicit(id('a'), { tags: 'four', context: 'k=w', asset_folder: 'x/y', display_name: 'A' });
  await sdk.explicit(id('a'), { access_control: JSON.stringify([{ access_type: 'token' }]) });
  await pause();
  await sdk.rename(id('a'), id('b'));
  await pause();
  await sdk.addTag('five', [id('b')]);
  await sdk.setMetadata('m=2', [id('b')]);
  await pause();
  await sdk.upload(randomImage(), { public_id: id('c') });
  await pause();
  await sdk.rename(id('b'), id('c'), { overwrite: true });
  await pause();
  const moderated = await sdk.upload(randomImage(), { public_id: id('m'), moderation: 'manual' });
  await stack.settled();
  await pause();
  environment.moderate(String(moderated['asset_id']), { status: 'rejected' });
  await sdk.upload(randomImage(), { public_id: id('d') });
  await sdk.upload(randomImage(), { public_id: id('e') });
  await stack.settled();
  await pause();
  await sdk.admin('DELETE', 'resources/image/upload', { public_ids: [id('d'), id('e')] });
  await pause();
  await sdk.upload(randomImage(), { public_id: id('d') });
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
    Object.assign(stack.cloud.cloudinary.behaviour, knobs);
    const prefix = `tour-${tours++}/`;
    await tour(prefix, pauseMs);
    const scope = { prefix, notTold, movesVersions, mayBeUnknown: [...MAY_BE_UNKNOWN, ...unknown] };
    expect(await backupProblems(stack, CLOUD, scope)).toEqual([]);
  });

  test('a notification retried with its first signature is taken', async () => {
    const { behaviour, faults } = stack.cloud.cloudinary;
    behaviour.retryReSigns = false;
    await stack.settled();
    const { asset_id } = await sdk.upload(randomImage(), { public_id: 'retried' });
    await stack.settled();
    expect(faults.notifications.drop).toBe(0);
    const journal = await stack.journal(CLOUD);
    expect(journal.filter((entry) => entry.kind === 'revision' && entry.asset_id === asset_id)).toHaveLength(1);
  });

  test('a download that redirects to where nobody allowed it is not followed, and goes on once it no longer does', async () => {
    const { cloudinary } = stack.cloud;
    cloudinary.behaviour.downloadRedirects = 'https://127.0.0.1:9';
    const { asset_id } = await sdk.upload(randomImage(), { public_id: 'redirected' });
    await cloudinary.notifications.idle();
    const tried = () => environment.requests.filter(({ path, status }) => path.endsWith('/download') && status === 302);
    for (const deadline = Date.now() + 20_000; tried().length < 2 && Date.now() < deadline; ) await sleep(100);
    expect(tried().length).toBeGreaterThan(1);
    cloudinary.behaviour.downloadRedirects = cloudinary.origin;
    await stack.settled();
    const journal = await stack.journal(CLOUD);
    const entries = journal.filter((entry) => entry.kind === 'revision' && entry.asset_id === asset_id);
    expect(entries).toMatchObject([{ outcome: 'stored' }]);
  });
});
