import { v2 as api, type UploadApiOptions } from 'cloudinary';
import { afterEach, describe, expect, test } from 'vitest';
import { revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import { foldLibrary } from '#shared/domain/journal/fold-library.ts';
import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import { instantOfDate } from '#shared/domain/text/instant.ts';
import { backupProblems } from './stack/backup-problems.ts';
import { sharedStack } from './stack/shared-stack.ts';

const CLOUD = 'changes';
const { stack, cloudinary, simulated, sdk } = await sharedStack(CLOUD);
afterEach(async () => {
  expect(await backupProblems(stack, CLOUD)).toEqual([]);
});

type EntryOf<Kind extends JournalEntry['kind']> = Extract<JournalEntry, { kind: Kind }>;

async function journalOf<Kind extends JournalEntry['kind']>(kind: Kind): Promise<EntryOf<Kind>[]> {
  return (await stack.journal(CLOUD)).filter((entry): entry is EntryOf<Kind> => entry.kind === kind);
}

/** Uploads an image, and waits until it is backed up. */
async function backedUp(public_id: string, options: UploadApiOptions = {}) {
  const asset = await sdk.uploadImage(public_id, { ...options });
  await stack.idle();
  return asset;
}

function storedUnder(public_id: string, { version, type = 'upload' }: { version: number; type?: string }) {
  return stack.read(revisionKey(CLOUD, { resource_type: 'image', type, public_id }, { version, format: 'jpg' }));
}

describe('a rename', () => {
  test('makes the revision appear under the new public_id too', async () => {
    const asset = await backedUp('draft');
    await sdk.rename('draft', 'final');
    await stack.idle();
    expect((await storedUnder('final', asset)).bytes).toEqual((await storedUnder('draft', asset)).bytes);
  });

  test('may arrive before its upload', async () => {
    cloudinary.notifications.hold();
    const asset = await sdk.uploadImage('early');
    await sdk.rename('early', 'late');
    await cloudinary.notifications.release('reversed');
    await stack.idle();
    expect((await storedUnder('early', asset)).bytes).toEqual((await storedUnder('late', asset)).bytes);
  });

  test('may be one of several in any order', async () => {
    cloudinary.notifications.hold();
    await sdk.uploadImage('one', { tags: 'first' });
    await sdk.rename('one', 'two');
    await sdk.addTag('second', ['two']);
    await sdk.rename('two', 'three');
    await sdk.uploadImage('one');
    await cloudinary.notifications.release('reversed');
  });

  test('with overwrite records the end of the asset that was there', async () => {
    const target = await sdk.uploadImage('target');
    const source = await backedUp('source');
    await sdk.rename('source', 'target', { overwrite: true });
    await stack.idle();
    const renamed = (await journalOf('renamed')).find(({ asset_id }) => asset_id === source['asset_id']);
    expect(renamed).toMatchObject({ overwritten: { asset_id: target['asset_id'], version: target.version } });
  });

  test('may change the delivery type', async () => {
    const asset = await backedUp('public');
    await sdk.rename('public', 'hidden', { to_type: 'authenticated' });
    await stack.idle();
    const { version } = asset;
    expect((await storedUnder('hidden', { version, type: 'authenticated' })).bytes).toHaveLength(asset.bytes);
  });
});

describe('a deletion', () => {
  test('deletes nothing in the bucket', async () => {
    const asset = await backedUp('deleted');
    await sdk.destroy('deleted');
    await stack.idle();
    expect((await storedUnder('deleted', asset)).bytes).toHaveLength(asset.bytes);
    const deleted = (await journalOf('deleted')).filter(({ asset_id }) => asset_id === asset['asset_id']);
    expect(deleted).toMatchObject([{ version: asset.version, public_id: 'deleted' }]);
  });

  test('before the copy was made leaves a lost revision', async () => {
    cloudinary.notifications.hold();
    const { asset_id } = await sdk.uploadImage('short-lived');
    await sdk.destroy('short-lived');
    await cloudinary.notifications.release();
    await stack.idle();
    const [entry] = await stack.revisions(CLOUD, asset_id);
    expect(entry).toMatchObject({ outcome: 'lost', proof: { found: 'gone' } });
  });

  test('followed by a new asset under the same public_id is recorded as such', async () => {
    await sdk.uploadImage('phoenix');
    await sdk.destroy('phoenix');
    await sdk.uploadImage('phoenix');
  });
});

describe('changes of details', () => {
  test('tags', async () => {
    await sdk.uploadImage('tagged/1', { tags: 'a,b' });
    await sdk.uploadImage('tagged/2');
    await sdk.addTag('c', ['tagged/1', 'tagged/2']);
    await sdk.removeTag('a', ['tagged/1']);
    await sdk.replaceTags('x,y', ['tagged/2']);
    await stack.idle();
    expect(await journalOf('tags')).not.toEqual([]);
  });

  test.each(['maps', 'lists'] as const)('context, reported in %s', async (contextChangeForm) => {
    Object.assign(cloudinary.behaviour, {
      contextChangeForm,
      uploadNotificationCarries: { context: true, metadata: true },
    });
    const public_id = `context/${contextChangeForm}`;
    await sdk.uploadImage(public_id, { context: 'alt=A|caption=B', metadata: 'sku=1' });
    await sdk.addContext('caption=C|credit=D\\=E', [public_id]);
    await sdk.setMetadata('sku=2|colours=["red","blue"]', [public_id]);
    expect(await backupProblems(stack, CLOUD, { prefix: public_id, mayBeUnknown: ['access_control'] })).toEqual([]);
    Object.assign(cloudinary.behaviour, {
      contextChangeForm: 'maps',
      uploadNotificationCarries: { context: false, metadata: false },
    });
  });

  test('moves of an asset, and of a folder with everything below it', async () => {
    await sdk.uploadImage('moved/1', { asset_folder: 'old/deep' });
    await sdk.uploadImage('moved/2', { asset_folder: 'older' });
    await sdk.explicit('moved/2', { asset_folder: 'old', display_name: 'Moved' });
    await api.api.rename_folder('old', 'new/one', sdk.options);
    await stack.idle();
    expect(await journalOf('folder-moved')).toMatchObject([{ from_path: 'old', to_path: 'new/one' }]);
    expect(simulated.assets().find(({ public_id }) => public_id === 'moved/1')?.asset_folder).toBe('new/one/deep');
  });

  test('access control', async () => {
    await sdk.uploadImage('controlled');
    await sdk.explicit('controlled', { access_control: JSON.stringify([{ access_type: 'token' }]) });
    const scope = { prefix: 'controlled', mayBeUnknown: ['context', 'metadata'] };
    expect(await backupProblems(stack, CLOUD, scope)).toEqual([]);
  });

  test('explicit and update change details without a revision', async () => {
    await backedUp('explicit', { tags: 'before' });
    const revisions = (await journalOf('revision')).length;
    await sdk.explicit('explicit', { tags: 'after', context: 'a=b' });
    await api.api.update('explicit', { ...sdk.options, display_name: 'Explicit', tags: 'after,all' });
    await stack.idle();
    expect(await journalOf('revision')).toHaveLength(revisions);
  });

  test('the older access mode', async () => {
    const access_control = [{ access_type: 'token' }];
    const options = { access_mode: 'authenticated', access_control: JSON.stringify(access_control) };
    const { asset_id } = await backedUp('older/limited', options as UploadApiOptions);
    expect(await stack.revisions(CLOUD, asset_id)).toMatchObject([{ access_mode: 'authenticated', access_control }]);
  });

  test('moderation makes the worker read the asset again', async () => {
    const { asset_id } = await backedUp('moderated', { moderation: 'manual' });
    simulated.moderate(asset_id, { status: 'approved' });
    await stack.idle();
    const entries = await stack.revisions(CLOUD, asset_id);
    expect(entries.map(({ outcome }) => outcome)).toEqual(['stored', 'already-stored']);
    expect(entries[1]?.moderation).toMatchObject([{ kind: 'manual', status: 'approved' }]);
  });

  test('moderation that withdraws the original is recorded, each kind with its decision', async () => {
    const { asset_id } = await backedUp('withdrawn', { moderation: 'manual' });
    cloudinary.behaviour.moderationWithdrawsOriginal = true;
    simulated.moderate(asset_id, { status: 'approved', kind: 'other' });
    simulated.moderate(asset_id, { status: 'rejected' });
    await stack.idle();
    cloudinary.behaviour.moderationWithdrawsOriginal = false;
    const { assets } = foldLibrary({ started_at: '', rows: [] }, await stack.journal(CLOUD), instantOfDate(new Date()));
    const { moderation = [] } = assets.find(({ asset }) => asset.asset_id === asset_id)?.details ?? {};
    expect(Object.fromEntries(moderation.map(({ kind, status }) => [kind, status]))).toEqual({
      manual: 'rejected',
      other: 'approved',
    });
    simulated.moderate(asset_id, { status: 'approved' });
  });

  test('related assets', async () => {
    const one = await backedUp('related/one');
    const two = await backedUp('related/two');
    await api.api.add_related_assets('related/one', ['image/upload/related/two'], sdk.options);
    await stack.idle();
    expect((await stack.revisions(CLOUD, one['asset_id'])).at(-1)).toMatchObject({
      related_assets: [{ public_id: 'related/two', asset_id: two['asset_id'] }],
    });
  });
});
