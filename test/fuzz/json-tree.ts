/**
 * JSON as a tree whose parts can be written in any way: keys may be repeated, and a leaf may be a text that
 * JSON.stringify would never write.
 */
export type JsonTree =
  | { readonly kind: 'object'; readonly entries: readonly (readonly [key: string, value: JsonTree])[] }
  | { readonly kind: 'array'; readonly items: readonly JsonTree[] }
  | { readonly kind: 'text'; readonly text: string };

export function text(json: string): JsonTree {
  return { kind: 'text', text: json };
}

export function treeOf(value: unknown): JsonTree {
  if (Array.isArray(value)) return { kind: 'array', items: value.map(treeOf) };
  if (typeof value !== 'object' || value === null) return text(JSON.stringify(value));
  return { kind: 'object', entries: Object.entries(value).map(([key, member]) => [key, treeOf(member)]) };
}

export function textOf(tree: JsonTree): string {
  if (tree.kind === 'text') return tree.text;
  if (tree.kind === 'array') return `[${tree.items.map(textOf).join(',')}]`;
  return `{${tree.entries.map(([key, value]) => `${JSON.stringify(key)}:${textOf(value)}`).join(',')}}`;
}

/** A change to one part of a tree: what replaces it (pairs within an object), or nothing if it is deleted. */
export type Rewrite = (part: JsonTree, key: string | undefined) => readonly (readonly [key: string, value: JsonTree])[];

export function sizeOf(tree: JsonTree): number {
  if (tree.kind === 'text') return 1;
  const parts = tree.kind === 'array' ? tree.items : tree.entries.map(([, value]) => value);
  return parts.reduce((sum, part) => sum + sizeOf(part), 1);
}

/** Rewrites the part at `index`, counted depth-first from the root. */
export function rewriteAt(tree: JsonTree, index: number, rewrite: Rewrite): JsonTree {
  if (index === 0) return rewrite(tree, undefined)[0]?.[1] ?? text('null');
  let next = 1;
  const rewriteMember = (key: string | undefined, member: JsonTree): ReturnType<Rewrite> => {
    const first = next;
    next += sizeOf(member);
    if (index < first || index >= next) return [[key ?? '', member]];
    if (index === first) return rewrite(member, key);
    return [[key ?? '', rewriteAt(member, index - first, rewrite)]];
  };
  if (tree.kind === 'object') {
    return { kind: 'object', entries: tree.entries.flatMap(([key, member]) => rewriteMember(key, member)) };
  }
  if (tree.kind === 'array') {
    const items = tree.items.flatMap((item) => rewriteMember(undefined, item).map(([, member]) => member));
    return { kind: 'array', items };
  }
  return tree;
}
