import fc from 'fast-check';
import { type JsonTree, rewriteAt, sizeOf, text, textOf, treeOf } from './json-tree.ts';

function deep(depth: number, inner: string, inObjects: boolean): string {
  return (inObjects ? '{"a":' : '[').repeat(depth) + inner + (inObjects ? '}' : ']').repeat(depth);
}

/** Keeps repeated repetitions within the size of a delivery. */
const MAX_GROWTH = 500_000;

function affordable(tree: JsonTree, times: number): number {
  return Math.max(1, Math.floor(Math.min(times, MAX_GROWTH / textOf(tree).length)));
}

function filled(tree: JsonTree, json: string, times: number): JsonTree {
  const items = Array.from({ length: affordable(text(json), times) }, () => text(json));
  return tree.kind === 'object' ? otherContainer({ kind: 'array', items }) : { kind: 'array', items };
}

function otherContainer(tree: JsonTree): JsonTree {
  if (tree.kind === 'object') return { kind: 'array', items: tree.entries.map(([, value]) => value) };
  if (tree.kind === 'array') return { kind: 'object', entries: tree.items.map((item, index) => [`${index}`, item]) };
  return { kind: 'array', items: [tree] };
}

function mutated(tree: JsonTree, mutation: Mutation): JsonTree {
  return rewriteAt(tree, mutation.at % sizeOf(tree), (part, key = '') => {
    switch (mutation.change) {
      case 'replace':
        return [[key, text(mutation.json)]];
      case 'delete':
        return [];
      case 'repeat':
        return Array.from({ length: affordable(part, mutation.times) }, (_, index) => [
          mutation.numbered && index > 0 ? key + index : key,
          part,
        ]);
      case 'fill':
        return [[key, filled(part, mutation.json, mutation.times)]];
      case 'rename-key':
        return [[mutation.key, part]];
      case 'add':
        return part.kind === 'object'
          ? [[key, { ...part, entries: [...part.entries, [mutation.key, text(mutation.json)]] }]]
          : [
              [key, part],
              [mutation.key, text(mutation.json)],
            ];
      case 'nest':
        return [[key, text(deep(mutation.depth, textOf(part), mutation.inObjects))]];
      case 'change-container':
        return [[key, otherContainer(part)]];
    }
  });
}

function changedBytes(body: Buffer, mutation: ByteMutation): Buffer {
  const at = mutation.at % (body.length + 1);
  switch (mutation.change) {
    case 'flip': {
      const copy = Buffer.from(body);
      if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << mutation.bit);
      return copy;
    }
    case 'cut':
      return body.subarray(0, at);
    case 'remove':
      return Buffer.concat([body.subarray(0, at), body.subarray(at + mutation.length)]);
    case 'insert':
      return Buffer.concat([body.subarray(0, at), mutation.bytes, body.subarray(at)]);
  }
}

/** How a body was made: a failure shows it, and it makes the body again. */
export interface Recipe {
  readonly body: object;
  readonly mutations: readonly Mutation[];
  readonly byteMutations: readonly ByteMutation[];
}

/** The bytes of a recipe. */
export function bytesOf({ body, mutations, byteMutations }: Recipe): Buffer {
  return byteMutations.reduce(changedBytes, Buffer.from(textOf(mutations.reduce(mutated, treeOf(body)))));
}

const HOSTILE_JSON = [
  '0',
  '-0',
  '-1',
  '1.5',
  '1e400',
  '-1e400',
  '1e-400',
  '9007199254740993',
  '123456789012345678901234567890',
  'true',
  'false',
  'null',
  '""',
  '" "',
  '"0"',
  '"1700000000"',
  '"017"',
  '"v1"',
  '{}',
  '[]',
  '[null]',
  '[[]]',
  '"\\u0000"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\uffff\\ufffe"',
  '"\uFFFE"',
  '"\u2028"',
  '"😀"',
  '"e\u0301"',
  '"__proto__"',
  '"."',
  '".."',
  '"a/../b"',
  '"//"',
  '"%2E"',
  '"upload"',
  '"delete"',
  '"info"',
  '"pending"',
  '{"__proto__":{"a":1}}',
  '{"custom":{"a":"b"}}',
  '{"name":"a"}',
  '[{"name":"a","value":[1]}]',
  '{"":""}',
  '"2026-11-20T09:15:32Z"',
  '"9999-12-31T23:59:59-23:59"',
  '"0000-01-01T00:00:00+23:59"',
  '"d41d8cd98f00b204e9800998ecf8427e"',
];

function longText(length: number, character: string) {
  return JSON.stringify(character.repeat(length));
}

const hostileJson: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...HOSTILE_JSON) },
  { weight: 6, arbitrary: fc.json({ maxDepth: 3 }) },
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }).map((string) => JSON.stringify(string)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(65, 300, 4000), fc.constantFrom('x', 'é', '\u0001', '😀'))
      .map(([length, character]) => longText(length, character)),
  },
  { weight: 1, arbitrary: fc.constantFrom(20_000, 70_000).map((length) => longText(length, 'y')) },
);

const KEYS = [
  '__proto__',
  'constructor',
  '',
  'resources',
  'public_id',
  'asset_id',
  'resource_type',
  'type',
  'version',
  'bytes',
  'etag',
  'format',
  'tags',
  'context',
  'metadata',
  'access_control',
  'coordinates',
  'placeholder',
  'existing',
  'notification_type',
  'notification_context',
  'timestamp',
  'added',
  'removed',
  'updated',
  'secure_url',
  'url',
];
const key = fc.oneof(fc.constantFrom(...KEYS), fc.string({ unit: 'binary', maxLength: 20 }));
const at = fc.nat(10_000);
const times = fc.constantFrom(2, 3, 40, 700, 5000);

/** One kind of change with what it takes, and how often it is drawn. */
function weighted<Change extends string, With>(
  weight: number,
  change: Change,
  takes: { [Name in keyof With]: fc.Arbitrary<With[Name]> },
): { weight: number; arbitrary: fc.Arbitrary<{ readonly change: Change; readonly at: number } & Readonly<With>> } {
  // TypeScript does not see that fast-check's type of a record is the same.
  const record = fc.record({ change: fc.constant(change), at, ...takes }) as fc.Arbitrary<
    { change: Change; at: number } & With
  >;
  return { weight, arbitrary: record };
}

/** The type that an arbitrary generates. */
export type Generated<A> = A extends fc.Arbitrary<infer T> ? T : never;

const mutation = fc.oneof(
  weighted(8, 'replace', { json: hostileJson }),
  weighted(3, 'delete', {}),
  weighted(3, 'repeat', { times, numbered: fc.boolean() }),
  weighted(2, 'fill', { times, json: hostileJson }),
  weighted(2, 'rename-key', { key }),
  weighted(3, 'add', { key, json: hostileJson }),
  weighted(1, 'nest', { depth: fc.constantFrom(1, 2, 63, 66, 6000, 30_000), inObjects: fc.boolean() }),
  weighted(2, 'change-container', {}),
);

/** One change to a body. Changes apply one after another; positions are taken modulo the size. */
type Mutation = Generated<typeof mutation>;

const byteMutation = fc.oneof(
  weighted(4, 'flip', { bit: fc.nat(7) }),
  weighted(1, 'cut', {}),
  weighted(1, 'remove', { length: fc.integer({ min: 1, max: 30 }) }),
  weighted(1, 'insert', { bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }) }),
);

/** One change to the bytes of a body. */
type ByteMutation = Generated<typeof byteMutation>;

/** Bodies that are mutated one or more times, most of them as JSON, some in their bytes. */
export function anyRecipe(bodies: readonly object[]): fc.Arbitrary<Recipe> {
  return fc.record({
    body: fc.constantFrom(...bodies),
    mutations: fc.array(mutation, { maxLength: 4 }),
    byteMutations: fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(byteMutation, { minLength: 1, maxLength: 3 }) },
    ),
  });
}
