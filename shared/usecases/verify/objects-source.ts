import { createHash } from 'node:crypto';
import pMap from 'p-map';
import { errorCodeOf, PipelineError } from '#shared/domain/errors.ts';
import { md5OfEtag } from '#shared/domain/verify/expected-revision.ts';
import type { FoundProblem } from '#shared/domain/verify/found-problem.ts';
import type { SpoolPage, SpoolSource } from '../runs/spool-source.ts';
import type { ObjectToRead } from './compare-shard.ts';
import type { VerifyDependencies } from './verify-state.ts';

/** An object of this size or more is a page of its own, and reading it stops when time runs out. In bytes. */
export const LARGE_OBJECT_BYTES = 64 * 2 ** 20;
const OBJECTS_PER_PAGE = 64;
const READS_AT_ONCE = 8;

/** Where the reading of a shard's objects begins. */
export const START_OF_READING = '0';

/** Objects to be read. */
export interface ObjectReading extends Pick<VerifyDependencies, 'store' | 'signal' | 'isLate' | 'note'> {
  readonly objects: readonly ObjectToRead[];
  /** The position at which the step began: the object there has the time of the whole step. */
  readonly wholeStepAt: string | undefined;
}

/** How many objects from a position on are one page: one large object, or as many small ones as are quickly read. */
function pageLength(objects: readonly ObjectToRead[], first: number): number {
  let [length, bytes] = [0, 0];
  for (const { expected } of objects.slice(first, first + OBJECTS_PER_PAGE)) {
    bytes += expected.bytes;
    if (length > 0 && bytes >= LARGE_OBJECT_BYTES) break;
    length += 1;
  }
  return length;
}

/**
 * Reads and hashes objects, a few at a time. Lines are the problems found. A position is the number of the next object.
 * When time runs out, a page ends early. A large object that was not finished is read again in the next step. If it has
 * had a whole step, it counts as unread.
 */
export function objectsSource({ objects, wholeStepAt, isLate, ...needs }: ObjectReading): SpoolSource {
  const unread = (key: string, because: string): void =>
    needs.note('an object could not be read, so its bytes were not checked', { key, because });
  const read = async (object: ObjectToRead, isFirst: boolean): Promise<ReadResult> => {
    // The first one is begun in any case, or a run could make no progress.
    if (isLate() && !isFirst) return { result: 'late' };
    const isLarge = object.expected.bytes >= LARGE_OBJECT_BYTES;
    return readObject(object, needs, () => isLarge && isLate());
  };
  return {
    read: async (position): Promise<SpoolPage> => {
      const first = Number(position);
      const page = objects.slice(first, first + pageLength(objects, first));
      const results = await pMap(page, (object, index) => read(object, index === 0), { concurrency: READS_AT_ONCE });
      const sums = { read: 0, read_bytes: 0, unread: 0 };
      const lines: SpoolPage['lines'][number][] = [];
      let done = 0;
      for (const [index, result] of results.entries()) {
        const expected = page[index]?.expected;
        if (expected === undefined) break;
        const hadWholeStep = result.result === 'late' && index === 0 && position === wholeStepAt;
        if (result.result === 'late' && !hadWholeStep) break;
        done += 1;
        if (result.result === 'read') {
          const { problem } = result;
          const isGone = problem?.problem === 'missing';
          sums.read += isGone ? 0 : 1;
          sums.read_bytes += isGone ? 0 : (problem?.found?.bytes ?? expected.bytes);
          if (problem !== undefined) lines.push({ shard: 0, text: JSON.stringify(problem) });
        } else {
          sums.unread += 1;
          unread(expected.key, result.result === 'late' ? 'too large for a step' : errorCodeOf(result.error));
        }
      }
      const next = first + done;
      return { lines, next: String(next), last: next >= objects.length, counts: sums };
    },
  };
}

/** The result of reading an object. */
type ReadResult =
  | { readonly result: 'read'; readonly problem?: FoundProblem }
  /** Time ran out before its end. */
  | { readonly result: 'late' }
  /** S3 refused it at every attempt. */
  | { readonly result: 'refused'; readonly error: PipelineError };

type Needs = Pick<VerifyDependencies, 'store' | 'signal'>;

const ATTEMPTS = 3;

function isCorrupt(
  { expected, etag }: ObjectToRead,
  { bytes, md5, sha256 }: { readonly bytes: number; readonly md5: string; readonly sha256: string },
): boolean {
  const wanted = expected.md5 ?? md5OfEtag(etag);
  return (
    bytes !== expected.bytes ||
    (wanted !== undefined && wanted !== md5) ||
    (expected.sha256 !== undefined && expected.sha256 !== sha256)
  );
}

async function readOnce(object: ObjectToRead, { store, signal }: Needs, mustStop: () => boolean): Promise<ReadResult> {
  const { expected } = object;
  const source = await store.open(expected.key, signal);
  if (source === undefined) return { result: 'read', problem: { problem: 'missing', expected } };
  const [md5Hash, sha256Hash] = [createHash('md5'), createHash('sha256')];
  let bytes = 0;
  try {
    for await (const chunk of source.chunks) {
      if (mustStop()) return { result: 'late' };
      md5Hash.update(chunk);
      sha256Hash.update(chunk);
      bytes += chunk.length;
    }
  } finally {
    await source.cancel();
  }
  const [md5, sha256] = [md5Hash.digest('hex'), sha256Hash.digest('hex')];
  if (!isCorrupt(object, { bytes, md5, sha256 })) return { result: 'read' };
  return { result: 'read', problem: { problem: 'corrupt', expected, found: { bytes, md5 } } };
}

/**
 * Reads an object to its end, and compares it with what is expected: the MD5 (the ETag if no MD5 is recorded), the
 * SHA-256 if it is known, and the length. An object that S3 refuses is tried three times.
 *
 * @param mustStop asked at every chunk
 * @throws errors other than PipelineErrors, and the signal's reason
 */
async function readObject(object: ObjectToRead, needs: Needs, mustStop: () => boolean): Promise<ReadResult> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await readOnce(object, needs, mustStop);
    } catch (error) {
      if (!(error instanceof PipelineError) || needs.signal.aborted) throw error;
      if (attempt === ATTEMPTS) return { result: 'refused', error };
    }
  }
}
