import { v2 as cloudinary } from 'cloudinary';
import { describe, expect, it } from 'vitest';
import { forEachTest, refusalOf, startLibrary } from './simulated-library.ts';

const library = forEachTest(startLibrary);

const COLOURS = ['red', 'green', 'blue'].map((value) => ({ external_id: value, value: value.toUpperCase() }));

function define(external_id: string, type: string, options: Record<string, unknown> = {}) {
  return library.admin('POST', 'metadata_fields', { external_id, label: external_id, type, ...options });
}

function datasource(method: string, path: string, body: Record<string, unknown>) {
  return library.admin(method, `metadata_fields/colour/${path}`, body);
}

async function metadataOf(publicId: string) {
  return (await cloudinary.api.resource(publicId, library.credentials)).metadata;
}

describe('metadata fields', () => {
  it('creates, reads, updates, orders and deletes', async () => {
    const created = await define('b', 'string', { restrictions: { readonly_ui: true } });
    expect(created.body).toEqual({
      external_id: 'b',
      label: 'b',
      type: 'string',
      mandatory: false,
      default_value: null,
      validation: null,
      restrictions: { readonly_ui: true },
    });
    await define('a', 'integer');
    const update = { external_id: 'c', type: 'integer', label: 'Z', default_value: 'd' };
    expect((await library.admin('PUT', 'metadata_fields/b', update)).body).toMatchObject({
      ...update,
      external_id: 'b',
      type: 'string',
    });
    const orders = [
      ['label', 'asc', ['b', 'a']],
      ['label', 'desc', ['a', 'b']],
      ['external_id', 'asc', ['a', 'b']],
      ['created_at', 'asc', ['b', 'a']],
    ] as const;
    for (const [order_by, direction, expected] of orders) {
      await library.admin('PUT', 'metadata_fields/order', { order_by, direction });
      const { body } = await library.admin('GET', 'metadata_fields');
      // 'Z' sorts before 'a'.
      expect(body, `${order_by} ${direction}`).toMatchObject({
        metadata_fields: expected.map((external_id) => ({ external_id })),
      });
    }
    for (const status of [200, 404]) {
      expect(await library.admin('DELETE', 'metadata_fields/b')).toMatchObject({ status });
    }
    expect(await library.admin('GET', 'metadata_fields/b')).toMatchObject({ status: 404 });
  });

  it('finds entries of datasources by a part of their value', async () => {
    const [red, green, blue] = COLOURS;
    await define('colour', 'set', { datasource: { values: COLOURS } });
    await define('size', 'enum', { datasource: { values: [{ external_id: 'l', value: 'REDUCED' }] } });
    await define('sku', 'string');
    await datasource('DELETE', 'datasource', { external_ids: ['green'] });
    const search = async (term: Record<string, unknown>) => (await datasource('POST', 'datasource/search', term)).body;
    expect(await search({ term: 're' })).toEqual({ values: [red] });
    expect(await search({ term: 're', exact_match: true })).toEqual({ values: [] });
    expect(await search({ term: 'BLUE', exact_match: true })).toEqual({ values: [blue] });
    expect(await search({ max_results: 1 })).toEqual({ values: [red] });
    expect(await search({ term: green?.value })).toEqual({ values: [] });
    const everywhere = await library.admin('POST', 'metadata_fields/datasource/search', { term: 'red' });
    expect(everywhere.body).toEqual([
      { field_id: 'colour', id: 'red', value: red?.value },
      { field_id: 'size', id: 'l', value: 'REDUCED' },
    ]);
    expect(await library.admin('POST', 'metadata_fields/sku/datasource/search')).toMatchObject({ status: 400 });
  });

  it('changes the entries of a datasource', async () => {
    await define('colour', 'set', { datasource: { values: COLOURS } });
    const [red, green, blue] = COLOURS;
    const steps = [
      ['POST', 'datasource/order', { order_by: 'value' }, [blue, green, red]],
      ['POST', 'datasource/order', { order_by: 'value', direction: 'desc' }, [red, green, blue]],
      ['DELETE', 'datasource', { external_ids: ['green'] }, [red, blue]],
      ['POST', 'datasource_restore', { external_ids: ['green'] }, [red, green, blue]],
      [
        'PUT',
        'datasource',
        { values: [{ external_id: 'red', value: 'ROSSO' }] },
        [{ ...red, value: 'ROSSO' }, green, blue],
      ],
    ] as const;
    for (const [method, path, body, values] of steps) {
      expect((await datasource(method, path, body)).body).toEqual({ values });
    }
    await datasource('DELETE', 'datasource', { external_ids: ['blue'] });
    expect((await library.admin('GET', 'metadata_fields/colour')).body['datasource']).toMatchObject({
      values: [{ state: 'active' }, { state: 'active', position: 1 }, { external_id: 'blue', state: 'inactive' }],
    });
  });

  it.each([
    ['a type that there is none of', 'float', {}],
    ['an unknown member', 'string', { colour: 'red' }],
    ['an enum without a datasource', 'enum', {}],
    ['a string with a datasource', 'string', { datasource: { values: COLOURS } }],
    ['a default that is not of the type', 'integer', { default_value: 'x' }],
    [
      'a default that the validation refuses',
      'integer',
      { default_value: 6, validation: { type: 'less_than', value: 5 } },
    ],
    ['an external_id that is taken', 'string', { external_id: 'taken' }],
  ])('refuses %s', async (_, type, options) => {
    await define('taken', 'string');
    expect(await define('x', type, options)).toMatchObject({ status: 400 });
  });
});

const SINCE_MAY = { type: 'greater_than', value: '2026-05-01', equals: true };
const BEFORE_JUNE = { type: 'less_than', value: '2026-06-01' };

describe('metadata of assets', () => {
  it.each([
    ['string', {}, 'any', 'any'],
    ['string', { validation: { type: 'strlen', min: 2, max: 3 } }, 'ab', 'ab'],
    ['string', { validation: { type: 'strlen', min: 2, max: 3 } }, 'abcd', 400],
    ['integer', {}, '7', 7],
    ['integer', {}, '7.5', 400],
    ['integer', { validation: { type: 'less_than', value: 5, equals: true } }, '5', 5],
    ['integer', { validation: { type: 'less_than', value: 5 } }, '5', 400],
    ['date', {}, '2026-02-28', '2026-02-28'],
    ['date', {}, '2026-02-30', 400],
    ['date', { validation: { type: 'and', rules: [SINCE_MAY, BEFORE_JUNE] } }, '2026-05-01', '2026-05-01'],
    ['date', { validation: { type: 'and', rules: [SINCE_MAY, BEFORE_JUNE] } }, '2026-06-01', 400],
    ['enum', { datasource: { values: COLOURS } }, 'red', 'red'],
    ['enum', { datasource: { values: COLOURS } }, 'RED', 400],
    ['set', { datasource: { values: COLOURS } }, ['red', 'blue'], ['red', 'blue']],
    ['set', { datasource: { values: COLOURS } }, ['red', 'pink'], 400],
    ['set', { datasource: { values: COLOURS }, allow_dynamic_list_values: true }, ['pink'], ['pink']],
  ])('%s %j: %j gives %j', async (type, options, value, expected) => {
    await define('f', type, options);
    const metadata = { f: value };
    const ofAsset = { ...library.credentials, type: 'upload', metadata };
    await library.put('changed');
    const calls = [
      () => library.put('new', 'x', { metadata }),
      () => cloudinary.uploader.explicit('changed', { ...ofAsset, resource_type: 'image' }),
      () => cloudinary.api.update('changed', ofAsset),
      () => cloudinary.uploader.update_metadata(metadata, ['changed'], library.ofImages),
    ];
    for (const call of calls) {
      const refused = await refusalOf(call());
      expect(refused).toBe(expected === 400 ? 400 : undefined);
    }
    if (expected !== 400) expect(await metadataOf('changed')).toEqual({ f: expected });
    expect(library.cloud.assets()).toHaveLength(expected === 400 ? 1 : 2);
  });

  it('fills in defaults, once', async () => {
    await define('f', 'string', { default_value: 'd', mandatory: true });
    await define('g', 'integer', { default_value: 1 });
    await library.put('a');
    expect(await metadataOf('a')).toEqual({ f: 'd', g: 1 });
    await cloudinary.api.update('a', { ...library.credentials, metadata: { f: 'e', g: '' } });
    expect(await metadataOf('a')).toEqual({ f: 'e' });
  });

  it('refuses unknown and inactive values, and a mandatory field without any', async () => {
    await define('colour', 'enum', { datasource: { values: COLOURS }, mandatory: true });
    await datasource('DELETE', 'datasource', { external_ids: ['green'] });
    for (const metadata of [{}, { colour: '' }, { colour: 'green' }, { colour: 'red', size: '1' }]) {
      expect(await refusalOf(library.put('a', 'x', { metadata }))).toBe(400);
    }
    await library.put('a', 'x', { metadata: { colour: 'red' } });
    const cleared = cloudinary.api.update('a', { ...library.credentials, metadata: { colour: '' } });
    expect(await refusalOf(cleared)).toBe(400);
    await library.admin('DELETE', 'metadata_fields/colour');
    expect(await metadataOf('a')).toBeUndefined();
  });

  it('leaves every asset of a bulk change alone when one of them is refused', async () => {
    await library.put('old');
    await define('f', 'string');
    await define('must', 'string', { mandatory: true });
    await library.put('new', 'x', { metadata: { must: '1' } });
    const change = cloudinary.uploader.update_metadata({ f: '1' }, ['new', 'old'], library.ofImages);
    expect(await refusalOf(change)).toBe(400);
    expect(await metadataOf('new')).toEqual({ must: '1' });
  });
});
