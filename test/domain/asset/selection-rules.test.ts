import { describe, expect, it } from 'vitest';
import {
  FETCHED_AND_DERIVED_TYPES,
  namesTags,
  type SelectionRules,
  selectAsset,
} from '#shared/domain/asset/selection-rules.ts';

const image = { resource_type: 'image', type: 'upload', public_id: 'catalog/shoes/runner' };

function reasonOf(rules: SelectionRules, asset = image, tags?: readonly string[]) {
  const selection = selectAsset(rules, asset, tags);
  return selection.selected ? 'selected' : selection.reason;
}

describe('selectAsset', () => {
  it.each(['upload', 'private', 'authenticated'])('selects every original of type %s without rules', (type) => {
    expect(selectAsset({}, { ...image, type }, undefined)).toEqual({ selected: true });
  });

  it('does not select fetched and derived types', () => {
    expect([...FETCHED_AND_DERIVED_TYPES]).toEqual([
      'fetch',
      'facebook',
      'twitter',
      'twitter_name',
      'gravatar',
      'youtube',
      'vimeo',
      'hulu',
      'animoto',
      'dailymotion',
      'worldstarhiphop',
      'list',
      'multi',
      'sprite',
      'text',
    ]);
    for (const type of FETCHED_AND_DERIVED_TYPES) {
      expect(reasonOf({}, { ...image, type })).toBe(`${type} assets are fetched or derived, not originals`);
    }
  });

  it('selects a fetched or derived type that a rule includes by name, and by nothing else', () => {
    const sprite = { ...image, type: 'sprite' };
    expect(reasonOf({ include: { types: ['sprite'] } }, sprite)).toBe('selected');
    expect(reasonOf({ include: { types: ['image'] } }, sprite)).toContain('not originals');
    expect(reasonOf({ include: { prefixes: ['catalog/'] } }, sprite)).toContain('not originals');
  });

  it.each([
    [{ types: ['video', 'image'] }, 'excluded by type image'],
    [{ types: ['upload'] }, 'excluded by type upload'],
    [{ tags: ['no', 'draft'] }, 'excluded by tag draft'],
    [{ prefixes: ['ugc/', 'catalog/'] }, 'excluded by prefix catalog/'],
    [{ types: ['image'], tags: ['draft'], prefixes: ['catalog/'] }, 'excluded by type image'],
    [{ types: ['raw'], tags: ['draft'], prefixes: ['catalog/'] }, 'excluded by tag draft'],
  ])('excludes by %j', (exclude, reason) => {
    expect(reasonOf({ exclude }, image, ['draft', 'summer'])).toBe(reason);
  });

  it.each([
    { types: ['video'] },
    { tags: ['draf', 'drafts'] },
    { prefixes: ['shoes', 'Catalog/', 'catalog/shoes/runner/'] },
    {},
  ])('does not exclude by %j', (exclude) => {
    expect(reasonOf({ exclude }, image, ['draft'])).toBe('selected');
  });

  it.each([{ types: ['image'] }, { tags: ['keep'] }, { prefixes: ['catalog/'] }])('includes by %j', (include) => {
    expect(reasonOf({ include }, image, ['keep'])).toBe('selected');
  });

  it('selects only what is included, once there is an include', () => {
    expect(reasonOf({ include: { types: ['video'] } })).toBe('included by no rule');
    expect(reasonOf({ include: {} })).toBe('included by no rule');
  });

  it('excludes what both include and exclude match', () => {
    expect(reasonOf({ include: { types: ['image'] }, exclude: { prefixes: ['catalog/'] } })).toBe(
      'excluded by prefix catalog/',
    );
  });

  it('matches no tag rule if the tags are unknown', () => {
    expect(reasonOf({ exclude: { tags: ['draft'] } })).toBe('selected');
    expect(reasonOf({ include: { tags: ['draft'] } })).toBe('included by no rule');
  });
});

describe('namesTags', () => {
  it.each<[boolean, SelectionRules]>([
    [false, {}],
    [false, { exclude: { types: ['video'] }, include: { prefixes: ['a'] } }],
    [true, { exclude: { tags: ['x'] } }],
    [true, { include: { tags: ['x'], prefixes: ['a'] } }],
  ])('is %j for %j', (expected, rules) => {
    expect(namesTags(rules)).toBe(expected);
  });
});
