import { PipelineError } from '../../domain/errors.ts';

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
export function assertExact(expected: Expectation, received: Digests): void {
  const exact = received.bytes === expected.bytes && (expected.md5 ?? received.md5) === received.md5;
  if (!exact) throw new WrongBytesError(expected, received);
}
