import { v2 as cloudinary } from 'cloudinary';
import { describe, expect, it } from 'vitest';
import { forEachTest, startLibrary } from './simulated-library.ts';
import { type Search, searchFor } from './untyped-sdk.ts';

const library = forEachTest(startLibrary);

function idsOf(answer: { resources: { public_id: string }[] }) {
  return answer.resources.map(({ public_id }) => public_id);
}

describe('search', () => {
  const run = async (query: Search) => idsOf(await query.execute(library.credentials));

  it('finds everything, page by page, in the requested order', async () => {
    const ids = ['id-0', 'id-1', 'id-2', 'id-3', 'id-4', 'id-5', 'id-6'];
    for (const public_id of ids) await library.put(public_id);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = searchFor().sort_by('public_id', 'asc').max_results(3);
      const page = await (cursor ? query.next_cursor(cursor) : query).execute(library.credentials);
      seen.push(...idsOf(page));
      cursor = page.next_cursor;
    } while (cursor);
    expect(seen).toEqual(ids);
    expect((await run(searchFor()))[0]).toBe('id-6');
  });

  it('evaluates expressions', async () => {
    const context = { alt: 'old shoe', stage: 'x:1' };
    const metadata = { sku: '7', colours: ['red', 'blue'] };
    await library.put('a b', 'xx', { tags: ['red', 'kitten-shot'], asset_folder: 'f/g', context, metadata });
    await library.put('f/hat!', 'xxx', { tags: 'blue', asset_folder: 'f', metadata: { sku: '12' } });
    await library.put('c.txt', 'x', { resource_type: 'raw', type: 'private', asset_folder: 'fg' });
    await library.put('gone', 'x', { backup: true });
    await library.nativeBackups.idle();
    await cloudinary.api.delete_resources(['gone'], library.credentials);
    const [ab, hat, raw, gone] = ['a b', 'f/hat!', 'c.txt', 'gone'];
    const found = {
      '': [raw, hat, ab],
      'resource_type:raw AND type=private': [raw],
      'public_id="a b"': [ab],
      'public_id:a\\ b': [ab],
      'public_id:"f/hat\\!"': [hat],
      'public_id:HAT': [hat],
      'public_id=hat': [],
      'tags:kitten': [ab],
      'tags=kitten': [],
      'tags=kitten*': [ab],
      'tags=red OR tags=blue': [hat, ab],
      'tags:(red OR blue) AND bytes>2': [hat],
      'tags:(blue OR NOT red)': [raw, hat],
      'tags=red OR tags=blue AND bytes<2': [ab],
      '(tags=red OR tags=blue) AND NOT bytes<=2': [hat],
      '-tags:* && !type:upload || tags=red': [raw, ab],
      'asset_folder:"f/*"': [hat, ab],
      'folder:f': [hat],
      'asset_folder:"*"': [raw, hat, ab],
      'bytes:[2 TO 3]': [hat, ab],
      'bytes:{2 TO 3}': [],
      'bytes:[* TO 3}': [raw, ab],
      'bytes<1k AND bytes>=0.002kb': [hat, ab],
      'width>0 AND pixels>0 AND aspect_ratio>0': [hat, ab],
      'uploaded_at>1h AND created_at<2100-01-01': [raw, hat, ab],
      'uploaded_at<1h': [],
      'created_at:["2020-01-01T00:00:00Z" TO 1h]': [],
      'context.stage="x:1"': [ab],
      'context:shoe AND context.alt:old': [ab],
      '-context.alt:*': [raw, hat],
      'metadata.sku>9': [hat],
      'metadata.colours:blue AND metadata.sku=7': [ab],
      'shoe OR hat': [hat, ab],
      'status:deleted': [gone],
      'status:(active OR deleted) AND bytes:1': [gone, raw],
    };
    for (const [expression, ids] of Object.entries(found)) {
      expect({ expression, ids: await run(searchFor(expression)) }).toEqual({ expression, ids });
    }
  });

  it('refuses what it does not know, by name', async () => {
    const refusals = {
      'Not simulated: search field face_count': searchFor('face_count>1'),
      'Not simulated: search field no_such': searchFor('tags=a OR no_such:1'),
      'Not simulated in a search expression: b': searchFor('a b'),
      'Not simulated in a search expression: ?': searchFor('tags:?'),
      'Not simulated in a search expression: a wildcard within a*b': searchFor('tags:a*b'),
      'Not simulated in a search expression: an end without )': searchFor('(a OR b'),
      'Not simulated in a search expression: AND': searchFor('AND'),
      'Not simulated in a search expression: more than 500 parentheses and negations': searchFor('(NOT '.repeat(251)),
      'Invalid search expression: bytes:many': searchFor('bytes:many'),
      'Invalid search expression: tags>a': searchFor('tags>a'),
      'Invalid search expression: created_at>soon': searchFor('created_at>soon'),
      'Not simulated: sort_by score': searchFor().sort_by('score', 'desc'),
      'Not simulated: with_field accessibility_analysis': searchFor().with_field('accessibility_analysis'),
      'Not simulated: fields nope': searchFor().fields('nope'),
      'Not simulated: aggregate duration': searchFor().aggregate('duration'),
    };
    for (const [message, query] of Object.entries(refusals)) {
      await expect(query.execute({ ...library.credentials })).rejects.toMatchObject({
        error: { http_code: 400, message },
      });
    }
  });

  it('sorts by several fields, and pages through equal values', async () => {
    for (const [id, bytes] of [
      ['a', 'xx'],
      ['b', 'x'],
      ['c', 'xx'],
      ['d', 'x'],
    ] as const)
      await library.put(id, bytes);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = searchFor().sort_by('bytes', 'desc').sort_by('format', 'asc').sort_by('public_id', 'asc');
      const page = await (cursor ? query.next_cursor(cursor) : query)
        .max_results(1)
        .execute({ ...library.credentials });
      seen.push(...idsOf(page));
      cursor = page.next_cursor;
    } while (cursor);
    expect(seen).toEqual(['a', 'c', 'b', 'd']);
  });

  it('gives what is asked for: context without a container, a format of raw assets, the identity always', async () => {
    await library.put('a', 'x', { tags: 't,s', context: { k: 'v' }, face_coordinates: '1,2,3,4' });
    await library.put('f/b.csv', 'x', { resource_type: 'raw', asset_folder: 'f' });
    const execute = (query: Search) => query.execute({ ...library.credentials });
    const [raw, image] = (await execute(searchFor())).resources;
    expect(raw).toMatchObject({ format: 'csv', filename: 'b.csv', asset_folder: 'f' });
    expect(image).not.toHaveProperty('tags');
    expect(image).not.toHaveProperty('context');
    const extra = searchFor('public_id:a').with_field('tags').with_field('context').with_field('image_analysis');
    expect((await execute(extra)).resources).toMatchObject([
      { tags: ['s', 't'], context: { k: 'v' }, image_analysis: { face_count: 1, faces: [[1, 2, 3, 4]] } },
    ]);
    const always = ['asset_id', 'created_at', 'folder', 'public_id', 'resource_type', 'status', 'type'];
    const chosen = await execute(searchFor('public_id:a').fields('context').fields('metadata'));
    expect(Object.keys(chosen.resources[0] ?? {}).sort()).toEqual([...always, 'context'].sort());
    expect(await execute(searchFor().aggregate('resource_type').aggregate('format'))).toMatchObject({
      total_count: 2,
      aggregations: { resource_type: { image: 1, raw: 1 }, format: { jpg: 1 } },
    });
  });

  it('lags as the behaviour says', async () => {
    await library.put('a');
    library.behaviour.searchLagMs = 60_000;
    expect(await run(searchFor())).toEqual([]);
  });
});
