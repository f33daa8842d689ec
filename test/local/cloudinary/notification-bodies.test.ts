import { v2 as cloudinary } from 'cloudinary';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adminRequest, startWatchedLibrary } from './simulated-library.ts';

let library: Awaited<ReturnType<typeof startWatchedLibrary>>;
beforeEach(async () => {
  library = await startWatchedLibrary();
});
afterEach(() => library.close());

/** The bodies of one type, once everything has arrived. */
async function bodies(type: string): Promise<Record<string, unknown>[]> {
  await library.server.notifications.idle();
  return library.receiver.bodies(type);
}

/** Credentials; with a resource type, as the SDK's types know no others. */
function ofImages() {
  return { ...library.credentials, resource_type: 'image' as const };
}

const SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/;
const MICROSECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
function context(source = 'api', id: unknown = '222222222222222') {
  return {
    triggered_at: expect.stringMatching(MICROSECONDS),
    triggered_by: { source, id },
  };
}

describe('upload', () => {
  it('has exactly the fields of the published sample', async () => {
    const answer = await library.upload('x', {
      public_id: 'a',
      filename_override: 'IMG_1.jpg',
      context: { k: 'v' },
      metadata: { m: 'n' },
    });
    const [body = {}] = await bodies('upload');
    expect(Object.keys(body).sort()).toEqual(
      `notification_type timestamp request_id asset_id public_id version version_id width height format resource_type
       created_at tags bytes type etag placeholder url secure_url asset_folder display_name original_filename api_key
       notification_context signature_key`
        .split(/\s+/)
        .sort(),
    );
    expect(body).toMatchObject({
      timestamp: expect.stringMatching(SECONDS),
      request_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      notification_context: context(),
      etag: answer.etag,
      original_filename: 'IMG_1',
    });
  });

  it('omits what raw files do not have', async () => {
    await library.upload('x', { public_id: 'a.csv', resource_type: 'raw' });
    const [body = {}] = await bodies('upload');
    for (const field of ['format', 'width', 'height', 'original_filename']) expect(body).not.toHaveProperty(field);
  });

  it('carries context, metadata and overwritten when the behaviour says so', async () => {
    library.server.behaviour.uploadNotificationCarries = { context: true, metadata: true };
    library.server.behaviour.overwrittenInNotification = true;
    await library.upload('x', { public_id: 'a' });
    await library.upload('y', { public_id: 'a', context: { k: 'v' }, metadata: { m: 'n' } });
    const [plain = {}, full = {}] = await bodies('upload');
    for (const field of ['context', 'metadata', 'overwritten']) expect(plain).not.toHaveProperty(field);
    expect(full).toMatchObject({ context: { custom: { k: 'v' } }, metadata: { m: 'n' }, overwritten: true });
  });

  it('comes with existing: true for an upload that stored nothing, if at all', async () => {
    await library.upload('x', { public_id: 'a' });
    await library.upload('y', { public_id: 'a', overwrite: false });
    expect(await bodies('upload')).toHaveLength(1);
    library.server.behaviour.existingNotifies = true;
    await library.upload('y', { public_id: 'a', overwrite: false });
    expect((await bodies('upload'))[1]).toMatchObject({ existing: true });
  });

  it('comes without version_id, in the shape of 2021, or triggered by something else', async () => {
    library.server.behaviour.notificationsOmitVersionId = true;
    library.server.behaviour.triggeredBy = { source: 'ui', id: 'someone' };
    await library.upload('x', { public_id: 'a' });
    library.server.behaviour.legacyBodies = true;
    await library.upload('x', { public_id: 'b' });
    const [first = {}, second = {}] = await bodies('upload');
    expect(first).not.toHaveProperty('version_id');
    expect(first['notification_context']).toEqual(context('ui', 'someone'));
    for (const field of ['notification_context', 'signature_key', 'asset_folder', 'display_name', 'api_key']) {
      expect(second).not.toHaveProperty(field);
    }
  });

  it('is what explicit emits, if at all', async () => {
    await library.upload('x', { public_id: 'a' });
    const explicit = () => cloudinary.uploader.explicit('a', { ...library.credentials, type: 'upload' });
    await explicit();
    expect(await bodies('upload')).toHaveLength(1);
    library.server.behaviour.explicitNotifies = 'upload';
    await explicit();
    expect(await bodies('upload')).toHaveLength(2);
  });
});

describe('delete', () => {
  it('tells of many assets, without timestamp, etag or bytes', async () => {
    const ids = ['a', 'b', 'c'];
    for (const public_id of ids) await library.upload('x', { public_id, asset_folder: 'f' });
    await cloudinary.api.delete_resources(ids, library.credentials);
    const [body = {}] = await bodies('delete');
    expect(Object.keys(body).sort()).toEqual([
      'notification_context',
      'notification_type',
      'resources',
      'signature_key',
    ]);
    const resources = body['resources'] as Record<string, unknown>[];
    expect(resources.map(({ public_id }) => public_id)).toEqual(ids);
    expect(Object.keys(resources[0] ?? {}).sort()).toEqual(
      ['asset_folder', 'asset_id', 'display_name', 'public_id', 'resource_type', 'type', 'version'].sort(),
    );
  });

  it('is split as the behaviour says, and short in the shape of 2021', async () => {
    library.server.behaviour.deleteNotificationSize = 2;
    library.server.behaviour.legacyBodies = true;
    for (const public_id of ['a', 'b', 'c']) await library.upload('x', { public_id });
    await cloudinary.api.delete_all_resources(library.credentials);
    const deletes = await bodies('delete');
    expect(deletes).toHaveLength(2);
    const [first] = deletes.flatMap((body) => body['resources'] as Record<string, unknown>[]);
    expect(Object.keys(first ?? {}).sort()).toEqual(['asset_id', 'public_id', 'resource_type', 'type', 'version']);
  });
});

describe('changes', () => {
  it('rename: ids but no version', async () => {
    await library.upload('x', { public_id: 'a' });
    await cloudinary.uploader.rename('a', 'b', { ...library.credentials, to_type: 'private' });
    const [body = {}] = await bodies('rename');
    expect(body).toMatchObject({
      from_public_id: 'a',
      to_public_id: 'b',
      type: 'private',
      timestamp: expect.any(String),
    });
    expect(body).not.toHaveProperty('version');
    expect(body).not.toHaveProperty('to_type');
  });

  it('tags: an array of the assets that changed', async () => {
    await library.upload('x', { public_id: 'a', tags: 'old' });
    await library.upload('x', { public_id: 'b', tags: 'new' });
    await cloudinary.uploader.replace_tag('new', ['a', 'b'], ofImages());
    const [body = {}] = await bodies('resource_tags_changed');
    expect(body['source']).toBe('api');
    expect(body['resources']).toEqual([
      expect.objectContaining({ public_id: 'a', added: ['new'], removed: ['old'], asset_id: expect.any(String) }),
    ]);
    expect(body).not.toHaveProperty('timestamp');
  });

  it('context: an object of maps, or of lists', async () => {
    await library.upload('x', { public_id: 'a', context: { b: '1' } });
    await cloudinary.uploader.add_context('b=2|c=3', ['a'], ofImages());
    library.server.behaviour.contextChangeForm = 'lists';
    await cloudinary.uploader.remove_all_context(['a'], ofImages());
    const [maps = {}, lists = {}] = await bodies('resource_context_changed');
    expect(maps['resources']).toMatchObject({ a: { added: { c: '3' }, updated: { b: '2' }, removed: [] } });
    const removed = [
      { name: 'b', value: '2' },
      { name: 'c', value: '3' },
    ];
    expect(lists['resources']).toMatchObject({ a: { added: [], updated: [], removed } });
  });

  it('metadata, display name, folder and access control: each its own container', async () => {
    await library.upload('x', { public_id: 'a', metadata: { m: '1' }, asset_folder: 'from' });
    await cloudinary.uploader.update_metadata({ m: '2' }, ['a'], library.credentials);
    await cloudinary.api.update('a', {
      ...library.credentials,
      display_name: 'A',
      asset_folder: 'to',
      access_control: [{ access_type: 'token' }],
    });
    expect((await bodies('resource_metadata_changed'))[0]?.['resources']).toMatchObject({
      a: { previous_metadata: { m: '1' }, new_metadata: { m: '2' } },
    });
    expect((await bodies('resource_display_name_changed'))[0]?.['resources']).toMatchObject({
      a: { previous_display_name: 'a', new_display_name: 'A' },
    });
    expect((await bodies('move'))[0]?.['resources']).toMatchObject({
      a: { from_asset_folder: 'from', to_asset_folder: 'to', asset_id: expect.any(String) },
    });
    expect((await bodies('access_control_changed'))[0]?.['resources']).toMatchObject([
      { public_id: 'a', previous_access_control: [], new_access_control: [{ access_type: 'token' }] },
    ]);
  });

  it('folders: paths, and one event for a whole tree', async () => {
    const { credentials } = library;
    await cloudinary.api.create_folder('one/two', credentials);
    await library.upload('x', { public_id: 'a', asset_folder: 'one/two' });
    await cloudinary.api.rename_folder('one', 'uno', credentials);
    expect(library.environment.assets()[0]?.asset_folder).toBe('uno/two');
    await cloudinary.uploader.destroy('a', ofImages());
    await cloudinary.api.delete_folder('uno/two', credentials);
    expect((await bodies('create_folder'))[0]).toMatchObject({
      folder_path: 'one/two',
      folder_name: 'two',
      source: 'api',
    });
    expect((await bodies('move_or_rename_asset_folder'))[0]).toMatchObject({ from_path: 'one', to_path: 'uno' });
    expect((await bodies('delete_folder'))[0]).toMatchObject({ folder_path: 'uno/two', folder_name: 'two' });
    expect(await bodies('move')).toEqual([]);
  });

  it('moderation: a null etag, and bytes withdrawn if the behaviour says so', async () => {
    const { asset_id, version } = await library.upload('x', { public_id: 'a', moderation: 'manual' });
    library.environment.moderate(asset_id, { status: 'approved' });
    Object.assign(library.server.behaviour, { moderationBumpsVersion: true, moderationWithdrawsOriginal: true });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await cloudinary.api.update('a', { ...library.credentials, moderation_status: 'rejected' });
    const [approved, rejected] = await bodies('moderation');
    expect(approved).toMatchObject({ moderation_status: 'approved', moderation_kind: 'manual', etag: null, version });
    expect(rejected?.['version']).toBeGreaterThan(version);
    const withdrawn = await cloudinary.api.resource('a', library.credentials);
    expect(withdrawn).toMatchObject({ placeholder: true, bytes: 0 });
  });

  it('anything else is emitted by hand', async () => {
    library.environment.emit({ type: 'info', fields: { public_id: 'a', info: {} }, envelope: 'timed' });
    expect(await bodies('info')).toMatchObject([{ public_id: 'a', request_id: expect.any(String) }]);
    expect(library.environment.history.at(-1)).toMatchObject({ type: 'info' });
  });

  it('a payload template replaces the whole body', async () => {
    await adminRequest(library, 'POST', 'triggers', {
      uri: `${library.receiver.url}/templated`,
      event_type: 'upload',
      payload_template: '{"text":"uploaded"}',
    });
    await library.upload('x');
    await library.server.notifications.idle();
    expect(library.receiver.received.find(({ path }) => path.endsWith('/templated'))?.body).toEqual({
      text: 'uploaded',
    });
  });
});
