/** Incoming bytes. The caller that opens a source must read it to its end or cancel it. */
export interface ByteSource {
  /** The length that the sender announced; `undefined` if it did not. */
  readonly length: number | undefined;
  readonly contentType: string | undefined;
  /** Can be read once. Throws a PipelineError if the transfer breaks off. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Ends the transfer; harmless after its end. */
  cancel(): Promise<void>;
}

/** A source over bytes that are already in memory. */
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
