import { describe, expect, it } from 'vitest';
import type { Revision } from '../../../shared/domain/asset/revision.ts';
import { type AssetEvent, applyEvent } from '../../../shared/domain/journal/apply-event.ts';
import type { RevisionEntry } from '../../../shared/domain/journal/journal-entry.ts';
import type { AssetState } from '../../../shared/domain/journal/library-state.ts';
import { withoutUndefined } from '../../../shared/domain/text/without-undefined.ts';
import { entry, minute } from './entries.ts';

const asset = { resource_type: 'image', type: 'upload', public_id: 'a', asset_id: '1' };
const details = {
  tags: ['red', 'green'],
  context: { alt: '1', caption: '2' },
  metadata: { sku: 5 },
  asset_folder: 'x',
  display_name: 'A',
  access_control: null,
  original_filename: 'f',
  created_at: '2026-01-01T00:00:00Z',
  coordinates: { faces: [] },
};
const v1 = { version: 1, version_id: 'v1', format: 'jpg', bytes: 10, etag: 'e1' };
const stored = { key: 'k1', sha256: 's1', verified: 'md5', source: 'download' } as const;
const state: AssetState = { asset, revision: { ...v1, ...stored, outcome: 'stored' }, details };

function detailsAfter(event: AssetEvent, before = state) {
  return applyEvent(before, event).details;
}
function revisionAfter(event: AssetEvent, before = state) {
  return applyEvent(before, event).revision;
}

describe('a revision', () => {
  it('takes the place of the one before, and makes unknown what an overwrite may clear', () => {
    const v2 = { version: 2, version_id: 'v2', format: 'png', bytes: 20, etag: 'e2' };
    expect(applyEvent(state, entry('revision', 1, { ...v2, ...stored, outcome: 'already-stored' }))).toStrictEqual({
      asset,
      revision: { ...v2, ...stored, outcome: 'already-stored' },
      details: { asset_folder: 'x', display_name: 'A', created_at: '2026-01-01T00:00:00Z' },
    });
  });

  it('brings the details that its notification carried', () => {
    const told = {
      tags: [],
      context: {},
      metadata: { a: 1 },
      asset_folder: 'y',
      display_name: 'B',
      access_control: [],
      original_filename: 'g',
      created_at: '2027-01-01T00:00:00Z',
      coordinates: 5,
    };
    const event = entry('revision', 1, { version: 2, bytes: 20, outcome: 'stored', reason: 'r', ...told });
    expect(applyEvent(state, event)).toStrictEqual({
      asset,
      revision: { version: 2, bytes: 20, outcome: 'stored' },
      details: told,
    });
  });

  it('is the first that is known of an asset, or brings a deleted one back', () => {
    const event = entry('revision', 1, { ...v1, outcome: 'lost', tags: ['blue'] });
    const expected = { asset, revision: { ...v1, outcome: 'lost' }, details: { tags: ['blue'] } };
    expect(applyEvent({ asset, details: {} }, event)).toStrictEqual(expected);
    expect(applyEvent({ asset, details: {}, deleted_at: minute(0) }, event)).toStrictEqual(expected);
  });

  describe('that is told of again', () => {
    it('clears nothing, and keeps what this telling lacks', () => {
      const event = entry('revision', 1, {
        version: 1,
        bytes: 10,
        etag: 'e1',
        tags: ['blue'],
        outcome: 'already-stored',
        key: 'k2',
      });
      expect(applyEvent(state, event)).toStrictEqual({
        asset,
        revision: { ...v1, ...stored, key: 'k2', outcome: 'already-stored' },
        details: { ...details, tags: ['blue'] },
      });
    });

    it('is stored by what came of it last', () => {
      const event = entry('revision', 1, { ...v1, outcome: 'stored', key: 'k2' });
      const before: AssetState = { ...state, revision: { ...v1, ...stored, outcome: 'already-stored' } };
      expect(revisionAfter(event, before)).toStrictEqual({ ...v1, ...stored, key: 'k2', outcome: 'stored' });
    });

    it.each(['lost', 'unobtainable', 'unverifiable', 'too-large'] as const)(
      'stays stored after an attempt that ends as %s',
      (outcome) => {
        const expected = { ...v1, ...stored, outcome: 'already-stored' };
        expect(revisionAfter(entry('revision', 1, { ...v1, outcome }))).toStrictEqual(expected);
      },
    );

    it('is what came of it last, while it is stored nowhere', () => {
      const lost: AssetState = { asset, revision: { ...v1, outcome: 'lost' }, details };
      const excluded = { ...v1, outcome: 'excluded' } as const;
      expect(revisionAfter(entry('revision', 1, excluded), lost)).toStrictEqual(excluded);
    });

    it.each([{ version: 2 }, { bytes: 11 }, { etag: 'e2' }, { etag: undefined }])(
      'is another one with %j',
      (change) => {
        const event = entry('revision', 1, { ...withoutUndefined({ ...v1, ...change }), outcome: 'lost' });
        expect(detailsAfter(event)).not.toHaveProperty('tags');
        expect(revisionAfter(event)).not.toHaveProperty('key');
      },
    );
  });
});

describe('what verify tells of a revision', () => {
  const tells = (told: Revision, more: Partial<RevisionEntry> = {}) =>
    applyEvent(state, entry('revision', 7, { ...told, outcome: 'stored', origin: 'verify', ...more }));

  it('is where its bytes are now, and nothing else', () => {
    const revision = { ...v1, key: 'mended', verified: 'md5', outcome: 'stored' };
    expect(tells(v1, { key: 'mended', verified: 'md5', tags: ['other'] })).toStrictEqual({ ...state, revision });
    expect(tells({ version: 1, bytes: 10 }, { key: 'mended' }).revision).toMatchObject({ etag: 'e1', key: 'mended' });
  });

  it.each(['lost', 'unobtainable'] as const)('is that they are nowhere when it is %s', (outcome) => {
    expect(tells(v1, { outcome })).toStrictEqual({ ...state, revision: { ...v1, outcome } });
  });

  it.each([{ version: 2 }, { version: 0 }, { bytes: 11 }, { etag: 'e2' }])('is nothing when it has %j', (change) => {
    expect(tells({ ...v1, ...change }, { key: 'mended' })).toBe(state);
  });

  it('is nothing of an asset whose revision is unknown', () => {
    const unknown: AssetState = { asset, details };
    expect(applyEvent(unknown, entry('revision', 7, { ...v1, outcome: 'stored', origin: 'verify' }))).toBe(unknown);
  });
});

it.each([
  ['a deletion', entry('deleted', 7, {})],
  ['an observation that finds the asset gone', entry('observed', 7, { state: 'gone' })],
])('%s leaves everything but the life of the asset', (_, event) => {
  expect(applyEvent(state, event)).toStrictEqual({ ...state, deleted_at: minute(7) });
});

describe('a rename', () => {
  it('changes the public_id, and nothing that it does not tell', () => {
    expect(applyEvent(state, entry('renamed', 1, { to_public_id: 'b' }))).toStrictEqual({
      ...state,
      asset: { ...asset, public_id: 'b' },
    });
  });

  it('may change type, folder and display name', () => {
    const event = entry('renamed', 1, { to_public_id: 'b', to_type: 'private', asset_folder: 'y', display_name: 'B' });
    expect(applyEvent(state, event)).toStrictEqual({
      ...state,
      asset: { ...asset, public_id: 'b', type: 'private' },
      details: { ...details, asset_folder: 'y', display_name: 'B' },
    });
  });

  const renamedTo = (
    before: AssetState['revision'],
    revision: { version: number; bytes: number; etag?: string; key?: string },
  ) =>
    revisionAfter(entry('renamed', 1, { to_public_id: 'b', revision }), {
      ...state,
      ...(before && { revision: before }),
    });

  it('leads to the copy under the new name, which makes the revision stored', () => {
    const listed = { version: 1, bytes: 10, etag: 'e1', key: 'k2' };
    expect(renamedTo(state.revision, listed)).toStrictEqual({ ...v1, ...stored, key: 'k2', outcome: 'stored' });
    expect(renamedTo({ ...v1, outcome: 'lost' }, listed)).toStrictEqual({ ...v1, key: 'k2', outcome: 'stored' });
    expect(
      revisionAfter(entry('renamed', 1, { to_public_id: 'b', revision: listed }), { asset, details }),
    ).toStrictEqual({ ...listed, outcome: 'stored' });
  });

  it('keeps where the bytes are, though the rename gave them another version', () => {
    expect(renamedTo(state.revision, { version: 5, bytes: 10, etag: 'e1' })).toStrictEqual({
      ...v1,
      ...stored,
      version: 5,
      outcome: 'stored',
    });
  });

  it.each([
    ['another etag', { version: 1, bytes: 10, etag: 'e2' }],
    ['another length', { version: 1, bytes: 11, etag: 'e1' }],
    ['no etag and another version', { version: 2, bytes: 10 }],
  ])('keeps nothing of a revision with %s', (_, revision) => {
    expect(renamedTo(state.revision, revision)).toStrictEqual(revision);
  });

  it('keeps what is known where no etag, but the version says that it is the same', () => {
    expect(renamedTo(state.revision, { version: 1, bytes: 10 })).toStrictEqual(state.revision);
    const { etag: _, ...nameless } = v1;
    expect(renamedTo({ ...nameless, ...stored }, { version: 1, bytes: 10, etag: 'e1' })).toStrictEqual({
      ...v1,
      ...stored,
    });
    expect(renamedTo({ ...nameless, ...stored }, { version: 2, bytes: 10, etag: 'e1' })).toStrictEqual({
      version: 2,
      bytes: 10,
      etag: 'e1',
    });
  });
});

describe('an observation', () => {
  it('finds an asset there, and fills in what it tells', () => {
    const event = entry('observed', 7, { state: 'present', details: { tags: ['blue'], display_name: 'B' } });
    expect(applyEvent({ ...state, deleted_at: minute(0) }, event)).toStrictEqual({
      ...state,
      details: { ...details, tags: ['blue'], display_name: 'B' },
    });
    expect(applyEvent({ asset, details: {} }, entry('observed', 7, { state: 'present' }))).toStrictEqual({
      asset,
      details: {},
    });
  });

  it('keeps what is known of the same revision, and nothing of another', () => {
    const observed = (revision: { version: number; bytes: number; etag: string }) =>
      revisionAfter(entry('observed', 7, { state: 'present', revision }));
    expect(observed({ version: 1, bytes: 10, etag: 'e1' })).toStrictEqual(state.revision);
    expect(observed({ version: 2, bytes: 10, etag: 'e1' })).toStrictEqual({ version: 2, bytes: 10, etag: 'e1' });
  });
});

describe('a change of details', () => {
  const without = (name: keyof typeof details) => {
    const { [name]: _, ...rest } = details;
    return { ...state, details: rest };
  };

  it.each([
    [{ to_asset_folder: 'y' }, { asset_folder: 'y' }],
    [
      { to_asset_folder: '', display_name: 'B' },
      { asset_folder: '', display_name: 'B' },
    ],
  ])('by a move %j', (move, changed) => {
    expect(detailsAfter(entry('moved', 1, move))).toStrictEqual({ ...details, ...changed });
  });

  it.each([
    [{ added: ['blue'], removed: [] }, ['red', 'green', 'blue']],
    [{ added: [], removed: ['red', 'other'] }, ['green']],
    [{ added: ['red'], removed: [] }, ['green', 'red']],
    [{ added: ['red'], removed: ['red'] }, ['green', 'red']],
    [{ added: ['blue'], removed: ['red'], updated: ['white'] }, ['white']],
    [{ added: [], removed: [], updated: [] }, []],
  ])('by tags %j', (change, tags) => {
    expect(detailsAfter(entry('tags', 1, { change }))).toStrictEqual({ ...details, tags });
  });

  it('leaves tags unknown that were, unless all of them are told', () => {
    const { details: unknown } = without('tags');
    expect(detailsAfter(entry('tags', 1, { change: { added: ['a'], removed: [] } }), without('tags'))).toStrictEqual(
      unknown,
    );
    const change = { added: [], removed: [], updated: ['a'] };
    expect(detailsAfter(entry('tags', 1, { change }), without('tags'))).toStrictEqual({ ...unknown, tags: ['a'] });
  });

  it.each([
    [
      { set: { alt: '9', more: '3' }, removed: [] },
      { alt: '9', caption: '2', more: '3' },
    ],
    [{ set: {}, removed: ['alt', 'other'] }, { caption: '2' }],
    [{ set: { alt: '9' }, removed: ['alt'] }, { caption: '2' }],
  ])('by context %j', (change, context) => {
    expect(detailsAfter(entry('context', 1, { change }))).toStrictEqual({ ...details, context });
  });

  it('leaves context unknown that was', () => {
    const change = { set: { a: '1' }, removed: [] };
    expect(applyEvent(without('context'), entry('context', 1, { change }))).toStrictEqual(without('context'));
  });

  it('by metadata, display name and access control, known before or not', () => {
    const metadata = entry('metadata', 1, { change: { now: { a: 1 } } });
    expect(detailsAfter(metadata)).toStrictEqual({ ...details, metadata: { a: 1 } });
    expect(detailsAfter(metadata, without('metadata'))).toStrictEqual({ ...details, metadata: { a: 1 } });
    const name = entry('display_name', 1, { change: { previous: 'A', now: 'B' } });
    expect(detailsAfter(name)).toStrictEqual({ ...details, display_name: 'B' });
    const access = entry('access_control', 1, { change: { now: [{ access_type: 'token' }] } });
    expect(detailsAfter(access)).toStrictEqual({ ...details, access_control: [{ access_type: 'token' }] });
  });
});
