import { describe, expect, it } from 'vitest';
import type { AssetDetails } from '#shared/domain/asset/revision.ts';
import { type AssetEvent, applyEvent } from '#shared/domain/journal/apply-event.ts';
import type { TagsEntry } from '#shared/domain/journal/journal-entry.ts';
import type { AssetState, RevisionState } from '#shared/domain/journal/library-state.ts';
import { withoutUndefined } from '#shared/domain/text/without-undefined.ts';
import { entry, minute } from './entries.ts';

const asset = { resource_type: 'image', type: 'upload', public_id: 'a', asset_id: '1' };
const lasting = { asset_folder: 'x', display_name: 'A', created_at: '2026-01-01T00:00:00Z', related_assets: [] };
const details = {
  ...lasting,
  tags: ['red', 'green'],
  context: { alt: '1', caption: '2' },
  metadata: { sku: 5 },
  access_control: null,
  access_mode: 'public',
  original_filename: 'f',
  coordinates: { faces: [] },
};
const v1 = { version: 1, version_id: 'v1', format: 'jpg', bytes: 10, etag: 'e1' };
const stored = { key: 'k1', sha256: 's1', verified: 'md5', source: 'download' } as const;
const storedRevision = { ...v1, ...stored, outcome: 'stored' } as const;
const state: AssetState = { asset, revision: storedRevision, details };
const bare: AssetState = { asset, details: {} };

function withRevision(revision: RevisionState): AssetState {
  return { ...state, revision };
}

describe('a revision', () => {
  const revised = (content: Parameters<typeof entry<'revision'>>[2], before = state) =>
    applyEvent(before, entry('revision', 1, content));

  it('replaces the one before, and makes unknown what an overwrite may clear', () => {
    const revision = { version: 2, version_id: 'v2', format: 'png', bytes: 20, etag: 'e2', ...stored };
    expect(revised({ ...revision, outcome: 'already-stored' })).toStrictEqual({
      asset,
      revision: { ...revision, outcome: 'already-stored' },
      details: lasting,
    });
  });

  it('brings the details that its notification carried', () => {
    const reported = {
      tags: [],
      context: {},
      metadata: { a: 1 },
      asset_folder: 'y',
      display_name: 'B',
      access_control: [],
      access_mode: 'authenticated',
      moderation: [{ kind: 'manual', status: 'pending' }],
      related_assets: [],
      original_filename: 'g',
      created_at: '2027-01-01T00:00:00Z',
      coordinates: 5,
    };
    const revision = { version: 2, bytes: 20, outcome: 'stored' } as const;
    expect(revised({ ...revision, reason: 'r', ...reported })).toStrictEqual({ asset, revision, details: reported });
  });

  it('keeps a decision about itself that moderation made in the second of its upload', () => {
    const rejected = { kind: 'manual', status: 'rejected', updated_at: '1970-01-01T00:00:02.000000Z' };
    const pending = { kind: 'manual', status: 'pending' };
    const revision = { version: 2, bytes: 20, outcome: 'stored' } as const;
    const before = { ...state, details: { moderation: [rejected] } };
    const other = { kind: 'x', status: 'pending' };
    expect(revised({ ...revision, moderation: [pending, other] }, before).details).toStrictEqual({
      moderation: [rejected, other],
    });
  });

  it('of an asset that never existed brings no asset to life', () => {
    expect(revised({ ...v1, outcome: 'never-existed' }, bare)).toMatchObject({ deleted_at: minute(1) });
  });

  it.each([bare, { ...bare, deleted_at: minute(0) }])('is the first that is known, or brings back: %j', (before) => {
    const revision = { ...v1, outcome: 'lost' } as const;
    const tags = ['blue'];
    expect(revised({ ...revision, tags }, before)).toStrictEqual({ asset, revision, details: { tags } });
  });

  describe('that is reported again', () => {
    it('clears nothing, and keeps what the later report lacks', () => {
      const reported = { version: 1, bytes: 10, etag: 'e1', key: 'k2', outcome: 'already-stored' } as const;
      expect(revised({ ...reported, tags: ['blue'] })).toStrictEqual({
        asset,
        revision: { ...v1, ...stored, ...reported },
        details: { ...details, tags: ['blue'] },
      });
    });

    it('is stored with the last outcome', () => {
      const before = withRevision({ ...storedRevision, outcome: 'already-stored' });
      const { revision } = revised({ ...v1, outcome: 'stored', key: 'k2' }, before);
      expect(revision).toStrictEqual({ ...storedRevision, key: 'k2' });
    });

    it.each(['lost', 'unobtainable', 'unverifiable', 'too-large'] as const)(
      'stays stored after an attempt that ends as %s',
      (outcome) => {
        expect(revised({ ...v1, outcome }).revision).toStrictEqual({ ...storedRevision, outcome: 'already-stored' });
      },
    );

    it('has the last outcome while it is not stored', () => {
      const { revision } = revised({ ...v1, outcome: 'excluded' }, withRevision({ ...v1, outcome: 'lost' }));
      expect(revision).toStrictEqual({ ...v1, outcome: 'excluded' });
    });

    it.each([{ version: 2 }, { bytes: 11 }, { etag: 'e2' }, { etag: undefined }])(
      'is another one with %j',
      (change) => {
        const other = { ...v1, ...change, outcome: 'lost' } as typeof v1 & { outcome: 'lost' };
        expect(revised(other)).toStrictEqual({
          asset,
          revision: withoutUndefined(other),
          details: lasting,
        });
      },
    );
  });
});

describe('what verify records about a revision', () => {
  const verified = (content: Partial<Parameters<typeof entry<'revision'>>[2]>, before = state) =>
    applyEvent(before, entry('revision', 7, { ...v1, outcome: 'stored', origin: 'verify', ...content }));

  it('is where its bytes are now, and nothing else', () => {
    const found = { key: 'mended', verified: 'md5' } as const;
    expect(verified({ ...found, tags: ['other'] })).toStrictEqual(withRevision({ ...v1, ...found, outcome: 'stored' }));
    const { etag: _, ...nameless } = v1;
    const event = entry('revision', 7, { ...nameless, key: 'mended', outcome: 'stored', origin: 'verify' });
    expect(applyEvent(state, event).revision).toMatchObject({ etag: 'e1', key: 'mended' });
  });

  it.each(['lost', 'unobtainable'] as const)('is that there are no bytes when it is %s', (outcome) => {
    expect(verified({ outcome })).toStrictEqual(withRevision({ ...v1, outcome }));
  });

  it.each([{ version: 2 }, { version: 0 }, { bytes: 11 }, { etag: 'e2' }])('is nothing when it has %j', (change) => {
    expect(verified({ ...change, key: 'mended' })).toBe(state);
  });

  it('is nothing of an asset whose revision is unknown', () => {
    expect(verified({}, bare)).toBe(bare);
  });
});

it.each([entry('deleted', 7, {}), entry('observed', 7, { state: 'gone' })])(
  'an entry of kind $kind leaves everything but the life of the asset',
  (event) => {
    expect(applyEvent(state, event)).toStrictEqual({ ...state, deleted_at: minute(7) });
  },
);

describe('a rename', () => {
  const renamed = (content: object, before = state) =>
    applyEvent(before, entry('renamed', 1, { to_public_id: 'b', ...content }));

  it('changes the public_id, and nothing that it does not report', () => {
    expect(renamed({})).toStrictEqual({ ...state, asset: { ...asset, public_id: 'b' } });
  });

  it('may change type, folder and display name', () => {
    const reported = { asset_folder: 'y', display_name: 'B' };
    expect(renamed({ to_type: 'private', ...reported })).toStrictEqual({
      ...state,
      asset: { ...asset, public_id: 'b', type: 'private' },
      details: { ...details, ...reported },
    });
  });

  const listed = { version: 1, bytes: 10, etag: 'e1' };
  const copied = { ...listed, key: 'k2' };
  const { etag: _, ...unhashed } = v1;

  it.each<[what: string, before: AssetState, reported: object, revision: object]>([
    ['leads to the copy under the new name', state, copied, { ...storedRevision, key: 'k2' }],
    [
      'makes a lost revision stored by its copy',
      withRevision({ ...v1, outcome: 'lost' }),
      copied,
      { ...v1, key: 'k2', outcome: 'stored' },
    ],
    ['makes an unknown revision stored by its copy', { asset, details }, copied, { ...copied, outcome: 'stored' }],
    [
      'keeps where the bytes are, though the rename gave them another version',
      state,
      { ...listed, version: 5 },
      { ...storedRevision, version: 5 },
    ],
    ...[
      { ...listed, etag: 'e2' },
      { ...listed, bytes: 11 },
      { version: 2, bytes: 10 },
    ].map((reported): [string, AssetState, object, object] => [
      'keeps nothing of a revision with another etag, another length, or another version and no etag',
      state,
      reported,
      reported,
    ]),
    // If one of the two has no etag, the version decides whether it is the same.
    ['keeps what is known of the same version', state, { version: 1, bytes: 10 }, storedRevision],
    [
      'keeps what is known of the same version without etag',
      withRevision({ ...unhashed, ...stored }),
      listed,
      { ...v1, ...stored },
    ],
    [
      'keeps nothing of another version without etag',
      withRevision({ ...unhashed, ...stored }),
      { ...listed, version: 2 },
      { ...listed, version: 2 },
    ],
  ])('%s: %j, %j', (_, before, reported, revision) => {
    expect(renamed({ revision: reported }, before).revision).toStrictEqual(revision);
  });
});

describe('an observation that finds an asset there', () => {
  const observed = (content: object, before = state) =>
    applyEvent(before, entry('observed', 7, { state: 'present', ...content }));

  it('adds the details that it has', () => {
    const reported = { tags: ['blue'], display_name: 'B' };
    expect(observed({ details: reported }, { ...state, deleted_at: minute(0) })).toStrictEqual({
      ...state,
      details: { ...details, ...reported },
    });
    expect(observed({}, bare)).toStrictEqual(bare);
  });

  it('keeps what is known of the same revision, and nothing of another', () => {
    const revision = { version: 1, bytes: 10, etag: 'e1' };
    expect(observed({ revision }).revision).toStrictEqual(storedRevision);
    expect(observed({ revision: { ...revision, version: 2 } }).revision).toStrictEqual({ ...revision, version: 2 });
  });
});

/** The property test of foldLibrary makes changes of every kind; these are the cases that it does not reach. */
describe('a change of details', () => {
  const tagged = (change: TagsEntry['change']) => entry('tags', 1, { change });

  it.each<[event: AssetEvent, changed: AssetDetails]>([
    [entry('moved', 1, { to_asset_folder: '', display_name: 'B' }), { asset_folder: '', display_name: 'B' }],
    // In this order.
    [tagged({ added: ['blue'], removed: ['other'] }), { tags: ['red', 'green', 'blue'] }],
    [tagged({ added: ['red'], removed: ['red'] }), { tags: ['green', 'red'] }],
    [tagged({ added: ['blue'], removed: ['red'], updated: ['white'] }), { tags: ['white'] }],
    [tagged({ added: [], removed: [], updated: [] }), { tags: [] }],
  ])('by %j', (event, changed) => {
    expect(applyEvent(state, event)).toStrictEqual({ ...state, details: { ...details, ...changed } });
  });

  it.each<[name: keyof typeof details, event: AssetEvent, changed: AssetDetails]>([
    ['tags', tagged({ added: ['a'], removed: [] }), {}],
    ['tags', tagged({ added: [], removed: [], updated: ['a'] }), { tags: ['a'] }],
    ['context', entry('context', 1, { change: { set: { a: '1' }, removed: [] } }), {}],
  ])('of unknown %s leaves them unknown, unless all of them are reported: %j', (name, event, changed) => {
    const { [name]: _, ...rest } = details;
    expect(applyEvent({ ...state, details: rest }, event)).toStrictEqual({
      ...state,
      details: { ...rest, ...changed },
    });
  });
});
