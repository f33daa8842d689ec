import { createHash } from 'node:crypto';
import { PipelineError } from '../../domain/errors.ts';
import { md5OfEtag } from '../../domain/verify/expected-revision.ts';
import type { FoundProblem } from '../../domain/verify/found-problem.ts';
import type { ObjectToRead } from './compare-shard.ts';
import type { VerifyDependencies } from './verify-state.ts';

/** What came of reading an object. */
export type ReadResult =
  | { readonly result: 'read'; readonly problem?: FoundProblem }
  /** It got late before its end. */
  | { readonly result: 'late' }
  /** S3 refuses it, again and again. */
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
 * Reads an object to its end, and compares what arrives with what is expected: MD5 (where nobody told it, the ETag),
 * SHA-256 where it is known, and length. One that S3 refuses is tried three times.
 *
 * @param mustStop asked at every chunk
 * @throws what is no PipelineError, and the signal's reason
 */
export async function readObject(object: ObjectToRead, needs: Needs, mustStop: () => boolean): Promise<ReadResult> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await readOnce(object, needs, mustStop);
    } catch (error) {
      if (!(error instanceof PipelineError) || needs.signal.aborted) throw error;
      if (attempt === ATTEMPTS) return { result: 'refused', error };
    }
  }
}
