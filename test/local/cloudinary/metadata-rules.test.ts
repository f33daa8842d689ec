import { describe, expect, it } from 'vitest';
import { forEachTest, refusalOf, startLibrary } from './simulated-library.ts';

const library = forEachTest(async () => {
  const started = await startLibrary();
  const values = ['a', 'b'].map((value) => ({ external_id: value, value }));
  const fields = [
    { external_id: 'kind', type: 'enum', datasource: { values } },
    { external_id: 'labels', type: 'set', datasource: { values } },
    { external_id: 'detail', type: 'enum', datasource: { values }, default_disabled: true },
  ];
  for (const field of fields) await started.admin('POST', 'metadata_fields', { label: field.external_id, ...field });
  return started;
});

const WHEN_A = { metadata_field_id: 'kind', equals: 'a' };
const LABELLED = { metadata_field_id: 'labels', populated: true };
const ENABLED = { enable: true };

function add(condition: object, result: object) {
  return library.admin('POST', 'metadata_rules', { metadata_field_id: 'detail', name: 'r', condition, result });
}

describe('metadata rules', () => {
  it('creates, lists, updates and deletes', async () => {
    const { body } = await add(WHEN_A, ENABLED);
    const path = `metadata_rules/${body['external_id']}`;
    expect(body).toMatchObject({ metadata_field_id: 'detail', state: 'active', condition: WHEN_A, result: ENABLED });
    expect(await library.admin('PUT', path, { state: 'inactive', condition: {} })).toMatchObject({ status: 200 });
    expect((await library.admin('GET', 'metadata_rules')).body).toMatchObject({
      metadata_rules: [{ state: 'inactive', condition: {} }],
    });
    for (const status of [200, 404]) expect(await library.admin('DELETE', path)).toMatchObject({ status });
    expect(await add(WHEN_A, { paint: true })).toMatchObject({ status: 400 });
  });

  it.each([
    ['no rule', undefined, {}, { detail: 'a' }, 400],
    ['a condition that holds', WHEN_A, ENABLED, { kind: 'a', detail: 'a' }, 'a'],
    ['a condition that does not', WHEN_A, ENABLED, { kind: 'b', detail: 'a' }, 400],
    ['and, half held', { and: [WHEN_A, LABELLED] }, ENABLED, { kind: 'a', detail: 'a' }, 400],
    ['and', { and: [WHEN_A, LABELLED] }, ENABLED, { kind: 'a', labels: ['b'], detail: 'a' }, 'a'],
    ['or', { or: [WHEN_A, LABELLED] }, ENABLED, { kind: 'b', labels: ['b'], detail: 'a' }, 'a'],
    ['includes', { metadata_field_id: 'labels', includes: ['b'] }, ENABLED, { labels: ['a', 'b'], detail: 'a' }, 'a'],
    ['mandatory', WHEN_A, { enable: true, set_mandatory: true }, { kind: 'a' }, 400],
    ['a default', WHEN_A, { enable: true, apply_value: { value: 'b', mode: 'default' } }, { kind: 'a' }, 'b'],
    [
      'active values',
      WHEN_A,
      { enable: true, activate_values: { external_ids: ['b'] } },
      { kind: 'a', detail: 'a' },
      400,
    ],
    ['all values', WHEN_A, { enable: true, activate_values: 'all' }, { kind: 'a', detail: 'a' }, 'a'],
  ])('%s', async (_, condition, result, metadata, expected) => {
    if (condition) expect(await add(condition, result)).toMatchObject({ status: 200 });
    const refused = await refusalOf(library.put('x', 'x', { metadata }));
    expect(refused).toBe(expected === 400 ? 400 : undefined);
    const [asset] = library.cloud.assets();
    expect(asset?.metadata['detail']).toBe(expected === 400 ? undefined : expected);
  });
});
