import { describe, expect, it } from 'vitest';
import type { NotificationOf } from '#shared/domain/cloudinary/notification.ts';
import { planJobs } from '#shared/domain/jobs/plan-jobs.ts';
import { exampleBodies, hero, prices, shoes } from '../cloudinary/example-bodies.ts';
import { notificationOf } from '../cloudinary/parse.ts';

const signedAt = '2026-11-20T13:10:00.000000Z';
const ID = expect.stringMatching(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);

function planOf(body: object) {
  return planJobs(notificationOf(body), { cloud: 'demo', signedAt });
}

/** What all jobs and entries of a body hold. */
function event(at: string) {
  return { cloud: 'demo', at, triggered_by: { source: 'api', id: '412233445566778' } };
}

describe('a new original', () => {
  const uploaded = event('2026-11-20T09:15:32.418220Z');

  it('is a revision to copy, with all that is known of it', () => {
    const { uploadImage } = exampleBodies;
    const { asset, revision, details } = notificationOf(uploadImage) as NotificationOf<'upload'>; // as its body says
    expect(planOf(uploadImage)).toStrictEqual({
      jobs: [{ v: 1, job: 'revision', ...uploaded, asset, revision, details }],
    });
  });

  it('of length 0 is one too', () => {
    expect(planOf({ ...exampleBodies.uploadRaw, bytes: 0 })).toMatchObject({ jobs: [{ revision: { bytes: 0 } }] });
  });

  it('is read again if its length is unknown, because nothing could prove its bytes', () => {
    const { jobs } = planOf(exampleBodies.uploadImage);
    if (jobs[0]?.job !== 'revision') throw new Error('no revision');
    const { revision, details } = jobs[0];
    const { bytes: _, ...reported } = revision;
    expect(planOf({ ...exampleBodies.uploadImage, bytes: undefined })).toStrictEqual({
      jobs: [
        {
          v: 1,
          job: 'reread',
          ...uploaded,
          asset: shoes,
          because: 'upload',
          reported: { revision: reported, details },
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

  it('happened when it was signed, if its body does not say when', () => {
    const { notification_context: _, timestamp: __, ...body } = exampleBodies.uploadImage;
    const [job] = planOf(body).jobs;
    expect(job?.at).toBe(signedAt);
    expect(job).not.toHaveProperty('triggered_by');
  });
});

it.each([
  ['and the details that came with it', exampleBodies.rename, { asset_folder: 'Catalog', display_name: 'hero' }],
  ['alone', { ...exampleBodies.rename, asset_folder: undefined, display_name: undefined }, {}],
])('a rename is a job of its own, with the entry that records it %s', (_, body, details) => {
  const asset = { ...hero, public_id: 'catalog/hero-draft' };
  const renaming = event('2026-11-20T12:30:43.991002Z');
  const renamed = { kind: 'renamed', ...renaming, id: ID, ...asset, to_public_id: 'catalog/hero', ...details };
  expect(planOf(body)).toStrictEqual({ jobs: [{ v: 1, job: 'rename', ...renaming, asset, renamed }] });
});

describe('a change', () => {
  /** The entries that a body leads to, without the fields that all entries of its event share. */
  const entriesOf = (body: object) => {
    const [job, ...others] = planOf(body).jobs;
    expect(others).toEqual([]);
    if (job?.job !== 'record') throw new Error(`planned ${job?.job}`);
    return job.entries.map(({ cloud, at, id, triggered_by: _, ...entry }) => {
      expect({ cloud, at, id }).toEqual({ cloud: 'demo', at: job.at, id: ID });
      return entry;
    });
  };

  it('of several assets is one job with an entry for each', () => {
    const deletion = event('2026-11-20T12:00:00.120034Z');
    const deleted = { ...deletion, id: ID, kind: 'deleted' };
    const entries = [
      { ...deleted, ...shoes, version: 1795166132 },
      { ...deleted, ...prices, version: 1795168931 },
    ];
    expect(planOf(exampleBodies.delete)).toStrictEqual({ jobs: [{ v: 1, job: 'record', ...deletion, entries }] });
  });

  it('of a whole folder', () => {
    const body = { notification_type: 'move_or_rename_asset_folder', from_path: 'a', to_path: 'b', status: 'ok' };
    expect(entriesOf(body)).toStrictEqual([{ kind: 'folder-moved', from_path: 'a', to_path: 'b' }]);
  });

  const moved = { from_asset_folder: 'Catalog', to_asset_folder: 'Catalog/Home', display_name: 'hero' };
  it.each([
    ['delete', {}, { kind: 'deleted' }],
    ['move', moved, { kind: 'moved', ...moved }],
    ['resource_tags_changed', { added: ['a'] }, { kind: 'tags', change: { added: ['a'], removed: [] } }],
    ['resource_context_changed', { added: { a: '1' } }, { kind: 'context', change: { set: { a: '1' }, removed: [] } }],
    ['resource_metadata_changed', { new_metadata: { a: 1 } }, { kind: 'metadata', change: { now: { a: 1 } } }],
    ['resource_display_name_changed', { new_display_name: 'n' }, { kind: 'display_name', change: { now: 'n' } }],
    ['access_control_changed', { new_access_control: null }, { kind: 'access_control', change: { now: null } }],
  ])('by %s, which is none if it names no asset', (notification_type, fields, entry) => {
    expect(entriesOf({ notification_type, resources: [{ ...hero, ...fields }] })).toStrictEqual([
      { ...hero, ...entry },
    ]);
    const nothing = { jobs: [], ignored: 'the notification names no asset' };
    expect(planOf({ notification_type, resources: [] })).toStrictEqual(nothing);
    expect(planOf({ notification_type, resources: {} })).toStrictEqual(nothing);
  });

  it('has the same id when it is reported again, and another for another asset, change or time', () => {
    const { tags } = exampleBodies;
    const idOf = (change: object) => {
      const [job] = planOf({ ...tags, ...change }).jobs;
      return job?.job === 'record' ? job.entries[0]?.id : undefined;
    };
    const { triggered_at } = tags.notification_context;
    const again = [{}, { signature_key: undefined, notification_context: { triggered_at } }].map(idOf);
    const others = [
      { resources: [{ ...tags.resources[0], public_id: 'b' }] },
      { resources: [{ ...tags.resources[0], added: [] }] },
      { notification_context: { triggered_at: '2026-01-01T00:00:00Z' } },
    ].map(idOf);
    expect(new Set([...again, ...others]).size).toBe(4);
    expect(again[0]).toBe(again[1]);
  });
});

describe('reading an asset again', () => {
  it.each(['restore_asset_version', 'info', 'generate_archive', 'delete_by_token'])('follows %s', (because) => {
    const body = { notification_type: because, timestamp: '2026-11-20T12:00:00+00:00', ...hero };
    expect(planOf(body)).toStrictEqual({
      jobs: [{ v: 1, job: 'reread', cloud: 'demo', at: '2026-11-20T12:00:00.000000Z', asset: hero, because }],
    });
    expect(planOf({ notification_type: because })).toStrictEqual({
      jobs: [],
      ignored: `${because}: the body names no asset that could be read again`,
    });
  });

  it('is a job for each asset', () => {
    const { jobs } = planOf({ notification_type: 'info', resources: [{ asset_id: '1' }, hero] });
    expect(jobs.map((job) => job.job === 'reread' && job.asset)).toEqual([{ asset_id: '1' }, hero]);
  });

  const { moderation } = exampleBodies;
  const clip = { resource_type: 'video', type: 'upload', public_id: 'ugc/clip-77' };
  const decided = { cloud: 'demo', at: '2026-11-20T13:05:09.000000Z' };
  const decision = (status: string) => {
    const now = { kind: moderation.moderation_kind, status, updated_at: decided.at };
    const entries = [{ ...decided, id: ID, kind: 'moderation', ...clip, change: { now } }];
    return { v: 1, job: 'record', ...decided, entries };
  };
  const again = { v: 1, job: 'reread', ...decided, asset: clip };

  it.each(['approved', 'rejected', 'overridden'])('follows a moderation that is %s, which is recorded', (status) => {
    for (const because of ['moderation', 'moderation_summary']) {
      const body = { ...moderation, notification_type: because, moderation_status: status };
      expect(planOf(body)).toStrictEqual({ jobs: [decision(status), { ...again, because }] });
    }
  });

  it('does not follow a moderation that is pending, which is recorded', () => {
    expect(planOf({ ...moderation, moderation_status: 'pending' })).toStrictEqual({ jobs: [decision('pending')] });
  });

  it.each([{ moderation_status: undefined }, { moderation_kind: undefined }])(
    'alone follows a moderation with %j',
    (change) => {
      expect(planOf({ ...moderation, ...change })).toStrictEqual({
        jobs: [{ ...again, because: 'moderation', at: signedAt }],
      });
    },
  );

  it('dates a decision by its body, whenever it was signed, unless the notification has a time', () => {
    const later = { cloud: 'demo', signedAt: '2026-11-20T14:00:00.000000Z' };
    expect(planJobs(notificationOf(moderation), later)).toStrictEqual(planOf(moderation));
    expect(planOf({ ...moderation, moderation_updated_at: 'soon' })).toMatchObject({ jobs: [{ at: signedAt }, {}] });
    expect(planOf({ ...moderation, timestamp: '2026-11-20T13:05:10+00:00' })).toMatchObject({
      jobs: [{ at: '2026-11-20T13:05:10.000000Z' }, {}],
    });
  });

  it('follows a change of related assets, whose notification does not name them', () => {
    const body = { notification_type: 'related_assets', action_type: 'relate', asset_id: '1', total_success: 1 };
    expect(planOf(body)).toStrictEqual({
      jobs: [{ v: 1, job: 'reread', cloud: 'demo', at: signedAt, asset: { asset_id: '1' }, because: 'related_assets' }],
    });
  });

  it.each([
    [
      'that is pending, of no kind',
      { moderation_status: 'pending', moderation_kind: '' },
      'the notification names no asset',
    ],
    ['of an unknown asset', { public_id: undefined }, 'moderation: the body names no asset that could be read again'],
  ])('does not follow a moderation %s', (_, change, ignored) => {
    expect(planOf({ ...moderation, ...change })).toStrictEqual({ jobs: [], ignored });
  });
});

it.each([
  'eager',
  'create_folder',
  'delete_folder',
  'explode',
  'multi',
  'proof_status_changed',
  'bulk_refresh_auto_fetch',
  'publish',
  'report',
  'invalidate_custom_cdn',
  'sprite',
  'error',
  'a type of tomorrow',
])('nothing follows %s', (notification_type) => {
  expect(planOf({ notification_type, ...hero, resources: 5 })).toStrictEqual({
    jobs: [],
    ignored: `notifications of type ${notification_type} make no revision`,
  });
});
