import { v2 as cloudinary } from 'cloudinary';
import { describe, expect, it } from 'vitest';
import { forEachTest, nextSecond, startWatchedLibrary } from './simulated-library.ts';

const library = forEachTest(startWatchedLibrary);

function bodies(type: string) {
  return library.bodies(type);
}

/** The assets that the first body of a type names. */
async function resourcesOf(type: string) {
  return (await bodies(type))[0]?.['resources'];
}

const SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/;
const MICROSECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

function context(source = 'api', id: unknown = '222222222222222') {
  return {
    triggered_at: expect.stringMatching(MICROSECONDS),
    triggered_by: { source, id },
  };
}

/** Matches an object that has these fields and no others. */
function fields(names: string) {
  return Object.fromEntries(names.split(/\s+/).map((name) => [name, expect.anything()]));
}

describe('upload', () => {
  it('has exactly the fields of the published sample', async () => {
    const answer = await library.upload('x', {
      public_id: 'a',
      filename_override: 'C/holidays/IMG_1.jpg',
      context: { k: 'v' },
      metadata: { m: 'n' },
    });
    const [body = {}] = await bodies('upload');
    expect(body).toEqual(
      fields(
        `notification_type timestamp request_id asset_id public_id version version_id width height format resource_type
         created_at tags bytes type etag placeholder url secure_url asset_folder display_name original_filename api_key
         notification_context signature_key`,
      ),
    );
    expect(body).toMatchObject({
      timestamp: expect.stringMatching(SECONDS),
      request_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      notification_context: context(),
      etag: answer.etag,
      original_filename: 'IMG_1',
    });
  });

  it('omits the fields that raw files do not have', async () => {
    await library.put('a.csv', 'x', { resource_type: 'raw' });
    const [body = {}] = await bodies('upload');
    for (const field of ['format', 'width', 'height', 'original_filename']) expect(body).not.toHaveProperty(field);
  });

  it('carries context, metadata and overwritten when the behaviour says so', async () => {
    library.behaviour.uploadNotificationCarries = { context: true, metadata: true };
    library.behaviour.overwrittenInNotification = true;
    await library.put('a');
    await library.put('a', 'y', { context: { k: 'v' }, metadata: { m: 'n' } });
    const [plain = {}, full = {}] = await bodies('upload');
    for (const field of ['context', 'metadata', 'overwritten']) expect(plain).not.toHaveProperty(field);
    expect(full).toMatchObject({ context: { custom: { k: 'v' } }, metadata: { m: 'n' }, overwritten: true });
  });

  it('has existing: true for an upload that stored nothing, if there is one at all', async () => {
    await library.put('a');
    await library.put('a', 'y', { overwrite: false });
    expect(await bodies('upload')).toHaveLength(1);
    library.behaviour.existingNotifies = true;
    await library.put('a', 'y', { overwrite: false });
    expect((await bodies('upload'))[1]).toMatchObject({ existing: true });
  });

  it('may lack version_id, have the shape of 2021, or name another trigger', async () => {
    library.behaviour.notificationsOmitVersionId = true;
    library.behaviour.triggeredBy = { source: 'ui', id: 'someone' };
    await library.put('a');
    library.behaviour.legacyBodies = true;
    await library.put('b');
    const [first = {}, second = {}] = await bodies('upload');
    expect(first).not.toHaveProperty('version_id');
    expect(first['notification_context']).toEqual(context('ui', 'someone'));
    for (const field of ['notification_context', 'signature_key', 'asset_folder', 'display_name', 'api_key']) {
      expect(second).not.toHaveProperty(field);
    }
  });

  it('has the access mode that the upload set, as search does', async () => {
    await library.put('a', 'x', { access_mode: 'authenticated' } as object);
    expect((await bodies('upload'))[0]).toMatchObject({ public_id: 'a', access_mode: 'authenticated' });
    const { body } = await library.admin('POST', 'resources/search', { expression: 'public_id:a' });
    expect(body).toMatchObject({ resources: [{ public_id: 'a', access_mode: 'authenticated' }] });
  });

  it('is what explicit emits, if anything', async () => {
    await library.put('a');
    const explicit = () => cloudinary.uploader.explicit('a', { ...library.credentials, type: 'upload' });
    await explicit();
    expect(await bodies('upload')).toHaveLength(1);
    library.behaviour.explicitNotifies = 'upload';
    await explicit();
    expect(await bodies('upload')).toHaveLength(2);
  });
});

describe('delete', () => {
  it('names many assets, without timestamp, etag or bytes', async () => {
    const ids = ['a', 'b', 'c'];
    for (const public_id of ids) await library.put(public_id, 'x', { asset_folder: 'f' });
    await cloudinary.api.delete_resources(ids, library.credentials);
    const [body = {}] = await bodies('delete');
    expect(body).toEqual(fields('notification_context notification_type resources signature_key'));
    const named = fields('asset_folder asset_id display_name public_id resource_type type version');
    expect(body['resources']).toEqual(ids.map((public_id) => ({ ...named, public_id })));
  });

  it('is split as the behaviour says, and shorter in the shape of 2021', async () => {
    library.behaviour.deleteNotificationSize = 2;
    library.behaviour.legacyBodies = true;
    for (const public_id of ['a', 'b', 'c']) await library.put(public_id);
    await cloudinary.api.delete_all_resources(library.credentials);
    const named = fields('asset_id public_id resource_type type version');
    expect((await bodies('delete')).map(({ resources }) => resources)).toEqual([[named, named], [named]]);
  });
});

describe('changes', () => {
  it('rename: ids but no version', async () => {
    await library.put('a');
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
    await library.put('a', 'x', { tags: 'old' });
    await library.put('b', 'x', { tags: 'new' });
    await cloudinary.uploader.replace_tag('new', ['a', 'b'], library.ofImages);
    const [body = {}] = await bodies('resource_tags_changed');
    expect(body).toEqual({
      ...fields('notification_type notification_context signature_key'),
      source: 'api',
      resources: [{ ...fields('asset_id resource_type type'), public_id: 'a', added: ['new'], removed: ['old'] }],
    });
  });

  it('context: an object of maps, or of lists', async () => {
    await library.put('a', 'x', { context: { b: '1' } });
    await cloudinary.uploader.add_context('b=2|c=3', ['a'], library.ofImages);
    library.behaviour.contextChangeForm = 'lists';
    await cloudinary.uploader.remove_all_context(['a'], library.ofImages);
    const [maps = {}, lists = {}] = await bodies('resource_context_changed');
    expect(maps['resources']).toMatchObject({ a: { added: { c: '3' }, updated: { b: '2' }, removed: [] } });
    const removed = [
      { name: 'b', value: '2' },
      { name: 'c', value: '3' },
    ];
    expect(lists['resources']).toMatchObject({ a: { added: [], updated: [], removed } });
  });

  it('metadata, display name, folder and access control: each its own container', async () => {
    await library.put('a', 'x', { metadata: { m: '1' }, asset_folder: 'from' });
    await cloudinary.uploader.update_metadata({ m: '2' }, ['a'], library.credentials);
    await cloudinary.api.update('a', {
      ...library.credentials,
      display_name: 'A',
      asset_folder: 'to',
      access_control: [{ access_type: 'token' }],
    });
    const access_control_changed = { previous_access_control: [], new_access_control: [{ access_type: 'token' }] };
    const expected = {
      resource_metadata_changed: { a: { previous_metadata: { m: '1' }, new_metadata: { m: '2' } } },
      resource_display_name_changed: { a: { previous_display_name: 'a', new_display_name: 'A' } },
      move: { a: { from_asset_folder: 'from', to_asset_folder: 'to', asset_id: expect.any(String) } },
      access_control_changed: [{ public_id: 'a', ...access_control_changed }],
    };
    for (const [type, resources] of Object.entries(expected)) expect(await resourcesOf(type)).toMatchObject(resources);
  });

  it('folders: paths, and one event for a whole tree', async () => {
    const { credentials } = library;
    await cloudinary.api.create_folder('one/two', credentials);
    await library.put('a', 'x', { asset_folder: 'one/two' });
    await cloudinary.api.rename_folder('one', 'uno', credentials);
    expect(library.cloud.assets()[0]?.asset_folder).toBe('uno/two');
    await cloudinary.uploader.destroy('a', library.ofImages);
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
    const { asset_id, version } = await library.put('a', 'x', { moderation: 'manual' });
    library.cloud.moderate(asset_id, { status: 'approved' });
    Object.assign(library.behaviour, { moderationBumpsVersion: true, moderationWithdrawsOriginal: true });
    await nextSecond();
    await cloudinary.api.update('a', { ...library.credentials, moderation_status: 'rejected' });
    const [approved, rejected] = await bodies('moderation');
    expect(approved).toMatchObject({ moderation_status: 'approved', moderation_kind: 'manual', etag: null, version });
    expect(rejected?.['version']).toBeGreaterThan(version);
    const withdrawn = await cloudinary.api.resource('a', library.credentials);
    expect(withdrawn).toMatchObject({ placeholder: true, bytes: 0 });
  });

  it('anything else is emitted by hand', async () => {
    library.cloud.emit({ type: 'info', fields: { public_id: 'a', info: {} }, envelope: 'timed' });
    expect(await bodies('info')).toMatchObject([{ public_id: 'a', request_id: expect.any(String) }]);
    expect(library.cloud.history.at(-1)).toMatchObject({ type: 'info' });
  });

  it('a payload template replaces the whole body', async () => {
    await library.admin('POST', 'triggers', {
      uri: `${library.receiver.url}/templated`,
      event_type: 'upload',
      payload_template: '{"text":"uploaded"}',
    });
    await library.upload('x');
    await library.notifications.idle();
    expect(library.receiver.received.find(({ path }) => path.endsWith('/templated'))?.body).toEqual({
      text: 'uploaded',
    });
  });
});
