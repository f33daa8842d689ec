import {
  type GeneratedRevision,
  goneOf,
  hexOf,
  indexIn,
  isDamaged,
  isRemoved,
  type LibraryPlan,
  storedRevisionsOf,
} from './generated-library.ts';

/** The revision that the bucket holds under a key, if any. */
export function revisionUnder(plan: LibraryPlan, key: string): GeneratedRevision | undefined {
  const index = indexIn(key);
  if (Number.isNaN(index) || isRemoved(index)) return undefined;
  const revision = storedRevisionsOf(plan, index).find((stored) => stored.key === key);
  return revision !== undefined && isDamaged(index) ? { ...revision, etag: hexOf('damage', index) } : revision;
}

/** Revisions in the order of their keys, behind one of them or from the first on. */
export function revisionsBehind(plan: LibraryPlan, after: string, count: number): readonly GeneratedRevision[] {
  const found: GeneratedRevision[] = [];
  const start = indexIn(after);
  const end = plan.assets + goneOf(plan);
  for (let index = Number.isNaN(start) ? 0 : start; index < end && found.length < count; index += 1) {
    for (const { key } of storedRevisionsOf(plan, index)) {
      const revision = key > after ? revisionUnder(plan, key) : undefined;
      if (revision !== undefined) found.push(revision);
    }
  }
  return found.slice(0, count);
}
