import { isDeepStrictEqual } from 'node:util';
import type { Environment } from '#local/cloudinary/environment.ts';
import { foldLibrary } from '#shared/domain/journal/fold-library.ts';
import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import { livingAssets } from '#shared/domain/journal/library-state.ts';
import { instantOfDate } from '#shared/domain/text/instant.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Fields of which notifications need not tell: they may be unknown, but never wrong. */
export const MAY_BE_UNKNOWN = ['context', 'metadata', 'access_control'] as const;

/** The fields that are compared. */
const COMPARED = [
  'asset_id',
  'version',
  'version_id',
  'format',
  'bytes',
  'etag',
  'tags',
  'asset_folder',
  'display_name',
  'context',
  'metadata',
  'access_control',
  'created_at',
] as const;

/** What is compared of an asset: tags in one order, and nothing for null. */
function fieldsOf(asset: Partial<Record<(typeof COMPARED)[number], unknown>> & { tags?: readonly string[] }): Fields {
  return Object.fromEntries(
    COMPARED.map((name) => [name, name === 'tags' ? asset.tags?.toSorted() : (asset[name] ?? undefined)]),
  );
}

function identityOf(asset: { resource_type: string; type: string; public_id: string }): string {
  return `${asset.resource_type}/${asset.type}/${asset.public_id}`;
}

function differencesOf(name: string, journal: Fields, library: Fields, mayBeUnknown: readonly string[]): string[] {
  return Object.entries(library).flatMap(([field, there]) => {
    const here = journal[field];
    if (isDeepStrictEqual(here, there)) return [];
    if (here === undefined && mayBeUnknown.includes(field)) return [];
    return [`${name}: ${field} is ${JSON.stringify(here)} in the journal, ${JSON.stringify(there)} at Cloudinary`];
  });
}

/** What to compare, and what may be left out. */
export interface Comparison {
  readonly environment: Environment;
  readonly journal: readonly JournalEntry[];
  /** Only assets whose public_id begins so; all by default. */
  readonly prefix?: string;
  /** Fields that may be unknown, by default {@link MAY_BE_UNKNOWN}. */
  readonly mayBeUnknown?: readonly string[];
  /** Fields that are not compared, because no notification tells of their change. */
  readonly notTold?: readonly string[];
}

/**
 * Where the state folded from the journal alone, without any inventory, is not the library, field by field; in words,
 * empty when it is.
 */
export function libraryDifferences(comparison: Comparison): string[] {
  const { environment, journal, prefix = '', mayBeUnknown = MAY_BE_UNKNOWN, notTold = [] } = comparison;
  const now = instantOfDate(new Date());
  const state = foldLibrary({ started_at: '', rows: [] }, journal, now);
  const inScope = ({ public_id }: { public_id: string }) => public_id.startsWith(prefix);
  const told = new Map(
    livingAssets(state)
      .filter(({ asset }) => inScope(asset))
      .map((asset) => [identityOf(asset.asset), asset]),
  );
  const library = new Map(
    environment
      .assets()
      .filter(inScope)
      .map((asset) => [identityOf(asset), asset]),
  );
  const surplus = [...told.keys()].filter((name) => !library.has(name));
  return [
    ...surplus.map((name) => `${name}: in the journal, not at Cloudinary`),
    ...[...library].flatMap(([name, asset]) => {
      const here = told.get(name);
      if (here === undefined) return [`${name}: at Cloudinary, not in the journal`];
      const there = Object.entries(fieldsOf(asset)).filter(([field]) => !notTold.includes(field));
      return differencesOf(
        name,
        fieldsOf({ ...here.details, ...here.revision, ...here.asset }),
        Object.fromEntries(there),
        mayBeUnknown,
      );
    }),
  ];
}
