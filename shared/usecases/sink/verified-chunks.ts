import { createHash } from 'node:crypto';
import { PipelineError } from '#shared/domain/errors.ts';

/** What bytes must be to become visible under a revision's key. */
export interface Expectation {
  readonly bytes: number;
  /** Lower-case hex. Without it, the length decides. */
  readonly md5?: string;
}

/** The digests of the bytes that have passed, in lower-case hex. */
export interface Digests {
  readonly bytes: number;
  readonly md5: string;
  readonly sha256: string;
}

/** The bytes are not those expected, and nothing was stored. Another attempt may get the right ones. */
export class WrongBytesError extends PipelineError {
  readonly expected: Expectation;
  /** What arrived; without digests if reading stopped at the first excess byte. */
  readonly received: Partial<Digests> & { readonly bytes: number };

  constructor(expected: Expectation, received: Partial<Digests> & { readonly bytes: number }) {
    const what =
      received.bytes === expected.bytes
        ? `MD5 ${received.md5} instead of ${expected.md5}`
        : `${received.bytes} bytes instead of ${expected.bytes}`;
    super('wrong-bytes', `Cloudinary delivered other bytes than it reported: ${what}.`);
    this.expected = expected;
    this.received = received;
  }
}

/** @throws WrongBytesError unless length and, if known, MD5 match */
function assertExact(expected: Expectation, received: Digests): void {
  const exact = received.bytes === expected.bytes && (expected.md5 ?? received.md5) === received.md5;
  if (!exact) throw new WrongBytesError(expected, received);
}

/** Chunks that are verified as they pass, and their digests. */
export interface VerifiedChunks {
  readonly chunks: AsyncGenerator<Uint8Array, void>;
  /** The digests of all bytes that passed; complete once the chunks have ended. */
  digests(): Digests;
}

/**
 * Passes bytes on while counting and hashing them, and withholds the last chunk until length and MD5 match: wrong or
 * missing bytes never make a complete body.
 *
 * The chunks throw a WrongBytesError at the first excess byte, or at the end if length or MD5 do not match.
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
