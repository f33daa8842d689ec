import { isDeepStrictEqual } from 'node:util';
import type { ObservedCloud } from '#local/cloudinary/observed-cloud.ts';
import { foldLibrary } from '#shared/domain/journal/fold-library.ts';
import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import { livingAssets } from '#shared/domain/journal/library-state.ts';
import { instantOfDate } from '#shared/domain/text/instant.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Fields that notifications may omit: they may be unknown, but never wrong. */
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
  'access_mode',
  'created_at',
] as const;

/** The compared fields of an asset: tags in one order, undefined for null, and the access mode that is not mentioned. */
function fieldsOf(asset: Partial<Record<(typeof COMPARED)[number], unknown>> & { tags?: readonly string[] }): Fields {
  const compared: Fields = { ...asset, tags: asset.tags?.toSorted(), access_mode: asset.access_mode ?? 'public' };
  return Object.fromEntries(COMPARED.map((name) => [name, compared[name] ?? undefined]));
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
  readonly simulated: ObservedCloud;
  readonly journal: readonly JournalEntry[];
  /** Only assets whose public_id begins with it; all by default. */
  readonly prefix?: string;
  /** Fields that may be unknown, by default {@link MAY_BE_UNKNOWN}. */
  readonly mayBeUnknown?: readonly string[];
  /** Fields that are not compared, because no notification reports their change. */
  readonly unreported?: readonly string[];
}

/**
 * Where the state folded from the journal alone, without an inventory, differs from the library, field by field. In
 * words; empty if they agree.
 */
export function libraryDifferences(comparison: Comparison): string[] {
  const { simulated, journal, prefix = '', mayBeUnknown = MAY_BE_UNKNOWN, unreported = [] } = comparison;
  const now = instantOfDate(new Date());
  const state = foldLibrary({ started_at: '', rows: [] }, journal, now);
  const inScope = ({ public_id }: { public_id: string }) => public_id.startsWith(prefix);
  const recorded = new Map(
    livingAssets(state)
      .filter(({ asset }) => inScope(asset))
      .map((asset) => [identityOf(asset.asset), asset]),
  );
  const library = new Map(
    simulated
      .assets()
      .filter(inScope)
      .map((asset) => [identityOf(asset), asset]),
  );
  const surplus = [...recorded.keys()].filter((name) => !library.has(name));
  return [
    ...surplus.map((name) => `${name}: in the journal, not at Cloudinary`),
    ...[...library].flatMap(([name, asset]) => {
      const here = recorded.get(name);
      if (here === undefined) return [`${name}: at Cloudinary, not in the journal`];
      const there = Object.entries(fieldsOf(asset)).filter(([field]) => !unreported.includes(field));
      return differencesOf(
        name,
        fieldsOf({ ...here.details, ...here.revision, ...here.asset }),
        Object.fromEntries(there),
        mayBeUnknown,
      );
    }),
  ];
}
