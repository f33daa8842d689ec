import { describe, expect, it } from 'vitest';
import { planJobs } from '../../../shared/domain/jobs/plan-jobs.ts';
import { exampleBodies } from '../cloudinary/example-bodies.ts';
import { notificationOf } from '../cloudinary/parse.ts';

const signedAt = '2026-11-20T13:10:00.000000Z';
function planOf(body: object) {
  return planJobs(notificationOf(body), { cloud: 'demo', signedAt });
}
const ID = expect.stringMatching(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
const triggered_by = { source: 'api', id: '412233445566778' };
const hero = {
  resource_type: 'image',
  type: 'upload',
  public_id: 'catalog/hero',
  asset_id: 'b7c8d9e0f1a2b3c4d5e6f708192a3b4c',
};

describe('a new original', () => {
  it('is a revision to copy, with all that is known of it', () => {
    const { uploadImage: body } = exampleBodies;
    const { asset_id, public_id, resource_type, type, version, version_id, format, bytes, etag } = body;
    const { tags, asset_folder, display_name, original_filename, created_at } = body;
    expect(planOf(body)).toStrictEqual({
      jobs: [
        {
          v: 1,
          job: 'revision',
          cloud: 'demo',
          at: '2026-11-20T09:15:32.418220Z',
          triggered_by,
          asset: { resource_type, type, public_id, asset_id },
          revision: { version, version_id, format, bytes, etag },
          details: { tags, asset_folder, display_name, original_filename, created_at },
        },
      ],
    });
  });

  it('of no length is one too', () => {
    expect(planOf({ ...exampleBodies.uploadRaw, bytes: 0 })).toMatchObject({ jobs: [{ revision: { bytes: 0 } }] });
  });

  it('is read anew where its length is unknown, as nothing could prove its bytes', () => {
    expect(planOf({ ...exampleBodies.uploadImage, bytes: undefined })).toStrictEqual({
      jobs: [
        {
          v: 1,
          job: 'reread',
          cloud: 'demo',
          at: '2026-11-20T09:15:32.418220Z',
          triggered_by,
          asset: {
            resource_type: 'image',
            type: 'upload',
            public_id: 'catalog/shoes/trail runner+2',
            asset_id: 'a3c1f0b29d8e47569b1c0d2e3f4a5b6c',
          },
          because: 'upload',
        },
      ],
    });
  });

  it.each([
    ['a placeholder', { placeholder: true, bytes: 0 }, 'the asset is a placeholder: its original is not there'],
    ['an existing asset', { existing: true }, 'the upload met an existing asset and stored nothing'],
  ])('is none in an upload of %s', (_, change, ignored) => {
    expect(planOf({ ...exampleBodies.uploadImage, ...change })).toStrictEqual({ jobs: [], ignored });
  });

  it('happened when it was signed, where its body does not tell', () => {
    const { notification_context: _, timestamp: __, ...body } = exampleBodies.uploadImage;
    const plan = planOf(body);
    expect(plan.jobs[0]?.at).toBe(signedAt);
    expect(plan.jobs[0]).not.toHaveProperty('triggered_by');
  });
});

describe('a rename', () => {
  it('is a job of its own, with the entry that records it', () => {
    const asset = { ...hero, public_id: 'catalog/hero-draft' };
    const event = { cloud: 'demo', at: '2026-11-20T12:30:43.991002Z', triggered_by };
    expect(planOf(exampleBodies.rename)).toStrictEqual({
      jobs: [
        {
          v: 1,
          job: 'rename',
          ...event,
          asset,
          renamed: {
            kind: 'renamed',
            ...event,
            id: ID,
            ...asset,
            to_public_id: 'catalog/hero',
            asset_folder: 'Catalog',
            display_name: 'hero',
          },
        },
      ],
    });
  });

  it('leaves out what the body does not say', () => {
    const { asset_folder: _, display_name: __, ...bare } = exampleBodies.rename;
    const [job] = planOf(bare).jobs;
    const renamed = job?.job === 'rename' ? job.renamed : undefined;
    expect(renamed).toMatchObject({ to_public_id: 'catalog/hero' });
    expect(renamed).not.toHaveProperty('asset_folder');
    expect(renamed).not.toHaveProperty('display_name');
  });
});

describe('a change', () => {
  /** The entries that a body leads to, each less what all of its event share. */
  const entriesOf = (body: object) => {
    const [job, ...others] = planOf(body).jobs;
    expect(others).toEqual([]);
    if (job?.job !== 'record') throw new Error(`planned ${job?.job}`);
    return job.entries.map(({ cloud, at, id, triggered_by: _, ...entry }) => {
      expect({ cloud, at, id }).toEqual({ cloud: 'demo', at: job.at, id: ID });
      return entry;
    });
  };
  const changed = (notification_type: string, fields: object) =>
    entriesOf({ notification_type, resources: [{ ...hero, ...fields }] });

  it('of several assets is one job with an entry for each', () => {
    const event = { cloud: 'demo', at: '2026-11-20T12:00:00.120034Z', triggered_by };
    const shared = { ...event, id: ID, kind: 'deleted' };
    expect(planOf(exampleBodies.delete)).toStrictEqual({
      jobs: [
        {
          v: 1,
          job: 'record',
          ...event,
          entries: [
            {
              ...shared,
              resource_type: 'image',
              type: 'upload',
              public_id: 'catalog/shoes/trail runner+2',
              asset_id: 'a3c1f0b29d8e47569b1c0d2e3f4a5b6c',
              version: 1795166132,
            },
            {
              ...shared,
              resource_type: 'raw',
              type: 'upload',
              public_id: 'exports/pricing list.csv',
              asset_id: '0d4f6a8c1e2b3d5f7a9c0b1d2e3f4a5b',
              version: 1795168931,
            },
          ],
        },
      ],
    });
  });

  it('by a deletion may lack the version', () => {
    expect(changed('delete', {})).toStrictEqual([{ kind: 'deleted', ...hero }]);
  });

  it('by a move', () => {
    expect(entriesOf(exampleBodies.move)).toStrictEqual([
      { kind: 'moved', ...hero, from_asset_folder: 'Catalog', to_asset_folder: 'Catalog/Home', display_name: 'hero' },
    ]);
  });

  it('of a whole folder', () => {
    const body = { notification_type: 'move_or_rename_asset_folder', from_path: 'a', to_path: 'b' };
    expect(entriesOf(body)).toStrictEqual([{ kind: 'folder-moved', from_path: 'a', to_path: 'b' }]);
  });

  it.each([
    ['resource_tags_changed', { added: ['a'] }, 'tags', { added: ['a'], removed: [] }],
    ['resource_context_changed', { added: { a: '1' } }, 'context', { set: { a: '1' }, removed: [] }],
    ['resource_metadata_changed', { new_metadata: { a: 1 } }, 'metadata', { now: { a: 1 } }],
    ['resource_display_name_changed', { new_display_name: 'n' }, 'display_name', { now: 'n' }],
    ['access_control_changed', { new_access_control: null }, 'access_control', { now: null }],
  ])('by %s', (type, fields, kind, change) => {
    expect(changed(type, fields)).toStrictEqual([{ kind, ...hero, change }]);
  });

  it.each([
    'delete',
    'move',
    'resource_tags_changed',
    'resource_context_changed',
    'resource_metadata_changed',
    'resource_display_name_changed',
    'access_control_changed',
  ])('is none where %s names no asset', (notification_type) => {
    const nothing = { jobs: [], ignored: 'the notification names no asset' };
    expect(planOf({ notification_type, resources: [] })).toStrictEqual(nothing);
    expect(planOf({ notification_type, resources: {} })).toStrictEqual(nothing);
  });

  it('has the same id when it is told again, and another for another asset, change or time', () => {
    const idsOf = (body: object) =>
      planOf(body).jobs.flatMap((job) => (job.job === 'record' ? job.entries.map(({ id }) => id) : []));
    const [resource] = exampleBodies.tags.resources;
    const { notification_context } = exampleBodies.tags;
    const ids = [
      exampleBodies.tags,
      { ...exampleBodies.tags, resources: [{ ...resource, public_id: 'b' }] },
      { ...exampleBodies.tags, resources: [{ ...resource, added: [] }] },
      {
        ...exampleBodies.tags,
        notification_context: { ...notification_context, triggered_at: '2026-01-01T00:00:00Z' },
      },
    ].flatMap(idsOf);
    expect(new Set(ids).size).toBe(4);
    expect(idsOf(exampleBodies.tags)).toEqual(ids.slice(0, 1));
    const { signature_key: _, ...resigned } = exampleBodies.tags;
    expect(idsOf({ ...resigned, notification_context: { triggered_at: notification_context.triggered_at } })).toEqual(
      ids.slice(0, 1),
    );
  });
});

describe('reading an asset anew', () => {
  it.each(['restore_asset_version', 'info', 'generate_archive', 'delete_by_token'])('follows %s', (type) => {
    const body = { notification_type: type, timestamp: '2026-11-20T12:00:00+00:00', ...hero };
    expect(planOf(body)).toStrictEqual({
      jobs: [{ v: 1, job: 'reread', cloud: 'demo', at: '2026-11-20T12:00:00.000000Z', asset: hero, because: type }],
    });
    expect(planOf({ notification_type: type })).toStrictEqual({
      jobs: [],
      ignored: `${type}: the body names no asset that could be read anew`,
    });
  });

  it('is a job for each asset', () => {
    const { jobs } = planOf({ notification_type: 'info', resources: [{ asset_id: '1' }, hero] });
    expect(jobs.map((job) => (job.job === 'reread' ? job.asset : undefined))).toEqual([{ asset_id: '1' }, hero]);
  });

  it.each(['approved', 'rejected', 'overridden', undefined])('follows a moderation that is %s', (moderation_status) => {
    expect(planOf({ ...exampleBodies.moderation, moderation_status })).toMatchObject({
      jobs: [{ job: 'reread', asset: { resource_type: 'video', public_id: 'ugc/clip-77' }, because: 'moderation' }],
    });
  });

  it('does not follow a moderation that is pending, or of which the asset is unknown', () => {
    expect(planOf({ ...exampleBodies.moderation, moderation_status: 'pending' })).toStrictEqual({
      jobs: [],
      ignored: 'moderation is pending: nothing has changed yet',
    });
    expect(planOf({ ...exampleBodies.moderation, public_id: undefined })).toStrictEqual({
      jobs: [],
      ignored: 'moderation: the body names no asset that could be read anew',
    });
  });
});

describe('nothing', () => {
  it.each([
    'eager',
    'create_folder',
    'delete_folder',
    'explode',
    'multi',
    'related_assets',
    'proof_status_changed',
    'bulk_refresh_auto_fetch',
    'publish',
    'report',
    'invalidate_custom_cdn',
    'sprite',
    'error',
    'a type of tomorrow',
  ])('follows %s', (notification_type) => {
    expect(planOf({ notification_type, ...hero })).toStrictEqual({
      jobs: [],
      ignored: `notifications of type ${notification_type} make no revision`,
    });
  });
});
