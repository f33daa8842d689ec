import { wrongBytes } from '../bytes/wrong-bytes.ts';
import type { Environment } from '../environment.ts';
import type { Reply } from '../http/reply.ts';
import type { Asset } from '../library/asset.ts';
import { contentTypeOf, extensionOf } from '../library/formats.ts';

/** The newest bytes of an asset. */
export function assetReply(environment: Environment, asset: Asset): Reply {
  const { stableWrongBytes } = environment.simulation.faults;
  const wrong = stableWrongBytes.has(asset.assetId);
  return {
    status: 200,
    bytes: wrong ? wrongBytes(asset.original, asset.assetId) : asset.original,
    contentType: contentTypeOf(asset.format ?? extensionOf(asset.publicId)),
    assetId: asset.assetId,
  };
}
