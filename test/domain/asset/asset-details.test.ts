import { describe, expect, it } from 'vitest';
import { detailsKeptBy, mergedDetails, mergedModeration } from '#shared/domain/asset/asset-details.ts';
import type { Moderation } from '#shared/domain/asset/revision.ts';

/** A decision at a second of one minute, or at an unknown time. */
function decided(status: string, second?: number, kind = 'manual'): Moderation {
  return { kind, status, ...(second !== undefined && { updated_at: `2026-11-20T09:00:0${second}.000000Z` }) };
}

const MINUTE = Date.parse('2026-11-20T09:00:00Z') / 1000;

describe('mergedModeration', () => {
  it.each<[string, Moderation, Moderation, 'known' | 'reported']>([
    ['a later one', decided('rejected', 1), decided('approved', 2), 'reported'],
    ['one of the same second, reported last', decided('rejected', 1), decided('approved', 1), 'reported'],
    ['none that is older', decided('rejected', 2), decided('approved', 1), 'known'],
    ['another without a time', decided('rejected', 2), decided('approved'), 'reported'],
    ['not the same without its time', decided('rejected', 2), decided('rejected'), 'known'],
    ['one with a time for one without', decided('rejected'), decided('approved', 1), 'reported'],
  ])('takes %s', (_, known, reported, expected) => {
    expect(mergedModeration([known], [reported])).toStrictEqual([{ known, reported }[expected]]);
  });

  it('keeps kinds that are not reported, and adds those that were not known', () => {
    const [a, b, c] = [decided('rejected', 1, 'a'), decided('pending', 1, 'b'), decided('approved', 2, 'b')];
    expect(mergedModeration([a, b], [c])).toStrictEqual([a, c]);
    expect(mergedModeration([a], [])).toStrictEqual([a]);
    expect(mergedModeration(undefined, [b])).toStrictEqual([b]);
  });
});

describe('mergedDetails', () => {
  it('replaces every detail that is reported, except that decisions are added', () => {
    const known = { tags: ['a'], access_mode: 'public', moderation: [decided('rejected', 1)] };
    const x = decided('approved', 1, 'x');
    expect(mergedDetails(known, { tags: [], moderation: [x] })).toStrictEqual({
      tags: [],
      access_mode: 'public',
      moderation: [decided('rejected', 1), x],
    });
    expect(mergedDetails(known, {})).toStrictEqual(known);
    expect(mergedDetails({}, { moderation: [] })).toStrictEqual({ moderation: [] });
  });
});

describe('detailsKeptBy', () => {
  const lasting = { asset_folder: 'x', display_name: 'A', created_at: '2026-01-01T00:00:00Z', related_assets: [] };

  it('forgets what an upload may clear: protection, tags and other details', () => {
    const more = { tags: ['a'], access_mode: 'public', access_control: null, original_filename: 'f', coordinates: 5 };
    expect(detailsKeptBy(1, { ...lasting, ...more })).toStrictEqual(lasting);
    expect(detailsKeptBy(1, more)).toStrictEqual({});
  });

  it.each<[string, number, Moderation, boolean]>([
    ['of the second of the upload', MINUTE + 1, decided('rejected', 1), true],
    ['made since', MINUTE + 1, decided('rejected', 2), true],
    ['from before', MINUTE + 1, decided('rejected', 0), false],
    ['without a time', MINUTE + 1, decided('rejected'), false],
    ['if the version is no time', 10 ** 15, decided('rejected', 2), false],
  ])('keeps a decision %s, or not', (_, version, decision, isKept) => {
    expect(detailsKeptBy(version, { moderation: [decision] })).toStrictEqual(isKept ? { moderation: [decision] } : {});
  });
});
