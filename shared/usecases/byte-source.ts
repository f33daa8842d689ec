/** Bytes on their way in. Whoever opens one either reads it to its end or cancels it. */
export interface ByteSource {
  /** As the sender announced it; `undefined` where it did not. */
  readonly length: number | undefined;
  readonly contentType: string | undefined;
  /** Can be read once. Throws a PipelineError when the sender breaks off. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Ends the transfer; harmless after its end. */
  cancel(): Promise<void>;
}

/** A source over bytes that are held already. */
export function byteSourceOf(bytes: Uint8Array, contentType?: string): ByteSource {
  return {
    length: bytes.length,
    contentType,
    chunks: (async function* () {
      yield bytes;
    })(),
    cancel: async () => {},
  };
}
