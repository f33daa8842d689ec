import fc from 'fast-check';
import type { AssetDetails } from '#shared/domain/asset/revision.ts';

// Few names, so that operations meet.
const public_id = fc.constantFrom('a', 'b', 'c', 'a/b');
const folder = fc.constantFrom('', 'x', 'x/y', 'xy', 'z');
const path = fc.constantFrom('x', 'x/y', 'z', 'w');
const tags: fc.Arbitrary<string[]> = fc.uniqueArray(fc.constantFrom('red', 'green', 'blue'));
const context = fc.dictionary(fc.constantFrom('alt', 'caption'), fc.constantFrom('1', '2'), {
  maxKeys: 2,
  noNullPrototype: true,
});
const metadata = fc.dictionary(fc.constantFrom('sku', 'size'), fc.constantFrom(1, 'm'), {
  maxKeys: 2,
  noNullPrototype: true,
});
const access_control = fc.constantFrom([], [{ access_type: 'token' }]);
const access_mode = fc.constantFrom('public', 'authenticated');
const moderation = fc.constantFrom([{ kind: 'manual', status: 'pending' }]);
const carried = fc.record(
  { tags, context, metadata, access_control, access_mode, moderation, original_filename: fc.constantFrom('f', 'g') },
  { requiredKeys: [], noNullPrototype: true },
);

function kind<const Kind extends string>(name: Kind) {
  return { kind: fc.constant(name), public_id };
}

/** A detail gets one of these values, which the notification has in another field. */
function setting(type: string, detail: keyof AssetDetails, field: string, values: fc.Arbitrary<unknown>) {
  const named = values.map((value) => ({ details: { [detail]: value }, change: { [field]: value } }));
  return fc
    .tuple(fc.record({ ...kind('set'), type: fc.constant(type) }), named)
    .map(([set, value]) => ({ ...set, ...value }));
}

const anyOperation = fc.oneof(
  { weight: 5, arbitrary: fc.record({ ...kind('upload'), carried, placed: fc.boolean() }) },
  fc.record(kind('restore')),
  fc.record({ ...kind('delete'), more: fc.array(public_id, { maxLength: 2 }) }),
  {
    weight: 4,
    arbitrary: fc.record({
      ...kind('rename'),
      to: public_id,
      overwrite: fc.boolean(),
      to_type: fc.constantFrom('upload', 'upload', 'private'),
      // Whether the worker found the revision and copied it under its new name.
      copied: fc.boolean(),
    }),
  },
  fc.record({ ...kind('tags'), added: tags, removed: tags }),
  fc.record({ ...kind('context'), set: context, removed: fc.subarray(['alt', 'caption']) }),
  fc.record({
    ...kind('moderate'),
    by: fc.constantFrom('manual', 'other'),
    status: fc.constantFrom('approved', 'rejected'),
  }),
  setting('resource_metadata_changed', 'metadata', 'new_metadata', metadata),
  setting('resource_display_name_changed', 'display_name', 'new_display_name', fc.constantFrom('N', 'M')),
  setting('access_control_changed', 'access_control', 'new_access_control', fc.option(access_control, { nil: null })),
  setting('move', 'asset_folder', 'to_asset_folder', folder),
  fc.record({ ...kind('move-folder'), from: path, to: path }),
);

/** What can happen to a library. */
export type Operation = typeof anyOperation extends fc.Arbitrary<infer Each> ? Each : never;

export const anyOperations = fc.array(anyOperation, { minLength: 1, maxLength: 25 });
