import { createHash } from 'node:crypto';
import { PipelineError } from '#shared/domain/errors.ts';

/** What bytes must be to become visible under a revision's key. */
export interface Expectation {
  readonly bytes: number;
  /** Lower hex. Without it, the length decides. */
  readonly md5?: string;
}

/** The digests of bytes that have passed, lower hex. */
export interface Digests {
  readonly bytes: number;
  readonly md5: string;
  readonly sha256: string;
}

/** The bytes are not those that were expected, and nothing was stored. Trying again may bring the right ones. */
export class WrongBytesError extends PipelineError {
  readonly expected: Expectation;
  /** What came; without digests where reading stopped at the first byte too many. */
  readonly received: Partial<Digests> & { readonly bytes: number };

  constructor(expected: Expectation, received: Partial<Digests> & { readonly bytes: number }) {
    const what =
      received.bytes === expected.bytes
        ? `MD5 ${received.md5} instead of ${expected.md5}`
        : `${received.bytes} bytes instead of ${expected.bytes}`;
    super('wrong-bytes', `Cloudinary gave other bytes than it reported: ${what}.`);
    this.expected = expected;
    this.received = received;
  }
}

/** @throws WrongBytesError unless length and, where known, MD5 agree */
function assertExact(expected: Expectation, received: Digests): void {
  const exact = received.bytes === expected.bytes && (expected.md5 ?? received.md5) === received.md5;
  if (!exact) throw new WrongBytesError(expected, received);
}

/** Chunks that pass a guard, and what the guard saw. */
export interface VerifiedChunks {
  readonly chunks: AsyncGenerator<Uint8Array, void>;
  /** Of all that passed; complete once the chunks have ended. */
  digests(): Digests;
}

/**
 * Lets bytes through while it counts and hashes them, and withholds the last chunk until length and MD5 agree: wrong or
 * short bytes never make a whole body.
 *
 * The chunks throw a WrongBytesError at the first byte too many, or at an end that does not agree.
 */
export function verifiedChunks(source: AsyncIterable<Uint8Array>, expected: Expectation): VerifiedChunks {
  const md5 = createHash('md5');
  const sha256 = createHash('sha256');
  let bytes = 0;
  let digests: Digests | undefined;
  const finished = (): Digests => {
    digests ??= { bytes, md5: md5.digest('hex'), sha256: sha256.digest('hex') };
    return digests;
  };
  async function* guard(): AsyncGenerator<Uint8Array, void> {
    let withheld: Uint8Array | undefined;
    for await (const chunk of source) {
      // An empty chunk after the last one would push that one through before it is verified.
      if (chunk.length === 0) continue;
      bytes += chunk.length;
      if (bytes > expected.bytes) throw new WrongBytesError(expected, { bytes });
      md5.update(chunk);
      sha256.update(chunk);
      if (withheld !== undefined) yield withheld;
      withheld = chunk;
    }
    assertExact(expected, finished());
    if (withheld !== undefined) yield withheld;
  }
  return { chunks: guard(), digests: finished };
}
