import type { PutOptions } from '#shared/usecases/object-store.ts';
import { md5, sha256, someBytes } from '#test/doubles/byte-sources.ts';

export const BODY = someBytes(100_000);
export const METADATA = {
  'asset-id': 'a'.repeat(32),
  'event-time': '2026-11-20T09:15:32.418220Z',
  'log-stream': '2026%2F11%2F20%2F%5B%24LATEST%5D0f',
  odd: `!"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~ two  spaces`,
};

/** The options of a put as the sink passes them: with all digests. */
export function optionsFor(body: Uint8Array, signal: AbortSignal): Required<PutOptions> {
  return {
    contentType: 'image/svg+xml; charset=utf-8',
    metadata: METADATA,
    md5: md5(body),
    sha256: sha256(body),
    signal,
  };
}
