import pMap from 'p-map';
import {
  type ExpectedRevision,
  isAsExpected,
  md5OfEtag,
  type ObjectContent,
  weightOf,
} from '#shared/domain/verify/expected-revision.ts';
import { byKey, type FoundProblem } from '#shared/domain/verify/found-problem.ts';
import type { ListedKey } from '../bucket-reader.ts';
import { parseLine } from '../runs/gzip-lines.ts';
import { readSpool } from '../runs/read-spool.ts';
import type { VerifyRun, VerifyState } from './verify-state.ts';

const HEADS_AT_ONCE = 32;

/** An object that is as expected so far, and that the run will read. */
export interface ObjectToRead {
  readonly expected: ExpectedRevision;
  readonly etag: string;
}

/** The result of comparing a shard. */
export interface ComparedShard {
  readonly expected: number;
  readonly expectedBytes: number;
  readonly problems: readonly FoundProblem[];
  /** The chosen objects that are as expected, by key. */
  readonly toRead: readonly ObjectToRead[];
  /** Keys that nothing records. */
  readonly unrecorded: readonly string[];
}

/** The heaviest expectation of a key so far. Its text is kept only if it will be needed, because memory is limited. */
interface Best {
  readonly weight: number;
  readonly bytes: number;
  readonly matches: boolean;
  readonly text: string | undefined;
}

interface Entry {
  /** The object as S3 lists it; `undefined` if it is missing. */
  readonly object: Pick<ListedKey, 'bytes' | 'etag'> | undefined;
  best: Best | undefined;
}

function contentOf({ bytes, etag }: Pick<ListedKey, 'bytes' | 'etag'>): ObjectContent {
  return { bytes, md5: md5OfEtag(etag) };
}

/** Adds an expectation; of several for one key, the heaviest stays. */
function addExpectation(entries: Map<string, Entry>, text: string, isChosen: (key: string) => boolean): void {
  const expected = parseLine<ExpectedRevision>(text);
  const entry = entries.get(expected.key) ?? { object: undefined, best: undefined };
  if (entry.best === undefined && entry.object === undefined) entries.set(expected.key, entry);
  const { object } = entry;
  const matches = object !== undefined && isAsExpected(contentOf(object), expected);
  const weight = weightOf(expected, matches);
  if (entry.best !== undefined && entry.best.weight >= weight) return;
  // If the ETag is not an MD5, the object's metadata must be compared.
  const isOpen = object !== undefined && md5OfEtag(object.etag) === undefined;
  const isNeeded = !matches || isOpen || isChosen(expected.key);
  entry.best = { weight, bytes: expected.bytes, matches, text: isNeeded ? text : undefined };
}

async function entriesOf(
  { folder }: VerifyRun,
  state: VerifyState,
  isChosen: (key: string) => boolean,
): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for await (const lines of readSpool(folder, '_found', state)) {
    for (const line of lines) {
      const { key, bytes, etag } = parseLine<ListedKey>(line);
      entries.set(key, { object: { bytes, etag }, best: undefined });
    }
  }
  for await (const lines of readSpool(folder, '_expected', state)) {
    for (const line of lines) addExpectation(entries, line, isChosen);
  }
  return entries;
}

function problemOf(expected: ExpectedRevision, found: ObjectContent | undefined): FoundProblem | undefined {
  if (found === undefined) return { problem: 'missing', expected };
  return isAsExpected(found, expected) ? undefined : { problem: 'different', expected, found };
}

/**
 * Compares what should be in a shard with what was listed. It holds an entry for each key of the shard in memory.
 *
 * @param isChosen whether to read an object, by its key
 */
export async function compareShard(
  run: VerifyRun,
  state: VerifyState,
  isChosen: (key: string) => boolean,
): Promise<ComparedShard> {
  const entries = await entriesOf(run, state, isChosen);
  const unrecorded: string[] = [];
  const kept: { readonly text: string; readonly object: Entry['object'] }[] = [];
  let [expected, expectedBytes] = [0, 0];
  for (const [key, { object, best }] of entries) {
    if (best === undefined) {
      unrecorded.push(key);
      continue;
    }
    expected += 1;
    expectedBytes += best.bytes;
    if (best.text !== undefined) kept.push({ text: best.text, object });
  }
  entries.clear();
  const problems: FoundProblem[] = [];
  const toRead: ObjectToRead[] = [];
  const judge = async ({ text, object }: (typeof kept)[number]): Promise<void> => {
    const revision = parseLine<ExpectedRevision>(text);
    let content = object && contentOf(object);
    // If the object was uploaded in parts, its metadata may have the MD5.
    if (object !== undefined && content?.md5 === undefined && content?.bytes === revision.bytes) {
      content = await run.folder.store.head(revision.key);
    }
    const problem = problemOf(revision, content && { bytes: content.bytes, md5: content.md5 });
    if (problem !== undefined) problems.push(problem);
    else if (object !== undefined && isChosen(revision.key)) toRead.push({ expected: revision, etag: object.etag });
  };
  await pMap(kept, judge, { concurrency: HEADS_AT_ONCE });
  return {
    expected,
    expectedBytes,
    unrecorded,
    problems: problems.toSorted((a, b) => byKey(a.expected, b.expected)),
    toRead: toRead.toSorted((a, b) => byKey(a.expected, b.expected)),
  };
}
