import type { ObjectKey } from '../../domain/bucket/bucket-layout.ts';
import type { StoredBytes } from '../../domain/journal/journal-entry.ts';
import type { ObjectStore } from '../object-store.ts';
import { alternativeKeyFor, expectationOf, holds, keyFor, type RevisionToStore } from './revision-to-store.ts';

/** The keys under which a revision may be, in the order in which they are taken. */
function keysOf(what: RevisionToStore, md5: string | undefined): readonly ObjectKey[] {
  return [...(what.damaged ? [] : [keyFor(what)]), ...(md5 === undefined ? [] : [alternativeKeyFor(what, md5)])];
}

/** Where a revision's bytes already are, if they are: under its own key, unless that is damaged, or its alternative one. */
export async function findStoredRevision(what: RevisionToStore, store: ObjectStore): Promise<StoredBytes | undefined> {
  const expected = expectationOf(what.revision);
  const verified = expected.md5 === undefined ? 'length' : 'md5';
  for (const key of keysOf(what, expected.md5)) {
    const object = await store.head(key);
    if (object === undefined) return undefined;
    if (holds(object, expected)) return { key, verified };
  }
  return undefined;
}
