import type { StoredBytes } from '../../domain/journal/journal-entry.ts';
import type { ObjectStore } from '../object-store.ts';
import { alternativeKeyFor, expectationOf, holds, keyFor, type RevisionToStore } from './revision-to-store.ts';

/** Where a revision's bytes already are, if they are: under its own key or its alternative one. */
export const findStoredRevision = async (
  what: RevisionToStore,
  store: ObjectStore,
): Promise<StoredBytes | undefined> => {
  const expected = expectationOf(what.revision);
  const verified = expected.md5 === undefined ? 'length' : 'md5';
  const keys = [keyFor(what), ...(expected.md5 === undefined ? [] : [alternativeKeyFor(what, expected.md5)])];
  for (const key of keys) {
    const object = await store.head(key);
    if (object === undefined) return undefined;
    if (holds(object, expected)) return { key, verified };
  }
  return undefined;
};
