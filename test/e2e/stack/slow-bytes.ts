import { bytesFromSeed, type GenerateBytes } from '#local/cloudinary/bytes/generated-bytes.ts';

/** Stops this thread; there is no other way to make a generator of bytes slow. */
function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Bytes that trickle once told so, and say when a reader has got to their middle. */
export class SlowBytes {
  readonly bytes: number;
  /** Resolves when half of them have been asked for, since they trickle. */
  readonly halfway: Promise<void>;
  readonly #generate: GenerateBytes;
  readonly #atHalf: () => void;
  #blockMs = 0;

  constructor(bytes: number, seed: number) {
    this.bytes = bytes;
    this.#generate = bytesFromSeed(seed);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.halfway = promise;
    this.#atHalf = resolve;
  }

  /** @param blockMs for each 256 KiB; 0 makes them quick again */
  trickle(blockMs: number): void {
    this.#blockMs = blockMs;
  }

  readonly generate: GenerateBytes = (start, end) => {
    if (this.#blockMs > 0) {
      block(this.#blockMs);
      if (start >= this.bytes / 2) this.#atHalf();
    }
    return this.#generate(start, end);
  };
}
