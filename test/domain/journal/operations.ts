import fc from 'fast-check';

/** What can happen to a library. */
export type Operation = { readonly public_id: string } & (
  | { readonly kind: 'upload'; readonly told: Told; readonly placed: boolean }
  | { readonly kind: 'restore' }
  | { readonly kind: 'delete'; readonly more: readonly string[] }
  | {
      readonly kind: 'rename';
      readonly to: string;
      readonly overwrite: boolean;
      readonly to_type: string;
      /** Whether the worker found the revision and copied it under its new name. */
      readonly copied: boolean;
    }
  | { readonly kind: 'tags'; readonly added: readonly string[]; readonly removed: readonly string[] }
  | { readonly kind: 'context'; readonly set: Readonly<Record<string, string>>; readonly removed: readonly string[] }
  | { readonly kind: 'metadata'; readonly metadata: Readonly<Record<string, unknown>> }
  | { readonly kind: 'display-name'; readonly name: string }
  | { readonly kind: 'access-control'; readonly access_control: readonly object[] | null }
  | { readonly kind: 'move'; readonly folder: string }
  | { readonly kind: 'move-folder'; readonly from: string; readonly to: string }
);

/** The details that the notification of an upload carries. */
interface Told {
  readonly tags?: readonly string[];
  readonly context?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly access_control?: readonly object[];
  readonly original_filename?: string;
}

// Few names, so that operations meet.
const public_id = fc.constantFrom('a', 'b', 'c', 'a/b');
const folder = fc.constantFrom('', 'x', 'x/y', 'xy', 'z');
const path = fc.constantFrom('x', 'x/y', 'z', 'w');
const tags = fc.uniqueArray(fc.constantFrom('red', 'green', 'blue'));
const context = fc.dictionary(fc.constantFrom('alt', 'caption'), fc.constantFrom('1', '2'), {
  maxKeys: 2,
  noNullPrototype: true,
});
const metadata = fc.dictionary(fc.constantFrom('sku', 'size'), fc.constantFrom(1, 'm'), {
  maxKeys: 2,
  noNullPrototype: true,
});
const access_control = fc.constantFrom([], [{ access_type: 'token' }]);
const told = fc.record(
  { tags, context, metadata, access_control, original_filename: fc.constantFrom('f', 'g') },
  { requiredKeys: [], noNullPrototype: true },
);

function kind<Kind extends Operation['kind']>(name: Kind) {
  return { kind: fc.constant(name), public_id };
}

export const anyOperation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ ...kind('upload'), told, placed: fc.boolean() }) },
  fc.record(kind('restore')),
  fc.record({ ...kind('delete'), more: fc.array(public_id, { maxLength: 2 }) }),
  {
    weight: 4,
    arbitrary: fc.record({
      ...kind('rename'),
      to: public_id,
      overwrite: fc.boolean(),
      to_type: fc.constantFrom('upload', 'upload', 'private'),
      copied: fc.boolean(),
    }),
  },
  fc.record({ ...kind('tags'), added: tags, removed: tags }),
  fc.record({ ...kind('context'), set: context, removed: fc.subarray(['alt', 'caption']) }),
  fc.record({ ...kind('metadata'), metadata }),
  fc.record({ ...kind('display-name'), name: fc.constantFrom('N', 'M') }),
  fc.record({ ...kind('access-control'), access_control: fc.option(access_control, { nil: null }) }),
  fc.record({ ...kind('move'), folder }),
  fc.record({ ...kind('move-folder'), from: path, to: path }),
);

export const anyOperations = fc.array(anyOperation, { minLength: 1, maxLength: 25 });
