import type { Environment } from '../environment.ts';
import type { ApiCall, Handler } from '../http/api-call.ts';
import { ApiError } from '../http/api-error.ts';
import { ok, type Reply } from '../http/reply.ts';
import type { Asset, BackupCopy } from '../library/asset.ts';
import { isoSeconds } from '../library/iso-seconds.ts';
import { describeResource } from './describe-resource.ts';

const EVERYTHING = { tags: true, context: true, metadata: true, moderations: true };

function describeVersion(copy: BackupCopy): Record<string, unknown> {
  return {
    version_id: copy.versionId,
    version: copy.version,
    ...(copy.format === undefined ? {} : { format: copy.format }),
    size: copy.bytes,
    time: isoSeconds(copy.at),
    restorable: true,
  };
}

function details(environment: Environment, asset: Asset, withVersions: boolean): Record<string, unknown> {
  const described: Record<string, unknown> = {
    ...describeResource(environment, asset, EVERYTHING),
    etag: asset.original.md5,
    ...(asset.originalFilename === undefined ? {} : { original_filename: asset.originalFilename }),
    ...(asset.customCoordinates === undefined ? {} : { coordinates: { custom: asset.customCoordinates } }),
  };
  if (!withVersions) return described;
  const newestFirst = environment.simulation.behaviour.versionsOrder === 'newest-first';
  const kept = asset.backups.filter((copy) => copy.ready).map(describeVersion);
  return { ...described, versions: newestFirst ? kept.reverse() : kept };
}

function answer(call: ApiCall, asset: Asset | undefined, name: string): Reply {
  if (!asset) throw new ApiError(404, `Resource not found - ${name}`);
  return ok(details(call.environment, asset, call.params.flag('versions') ?? false));
}

/** `GET /resources/:resource_type/:type/:public_id`; a deleted asset with a backup is a placeholder of 0 bytes. */
export const resource: Handler = (call) => {
  const [resourceType = '', type = '', publicId = ''] = call.captured;
  const { library } = call.environment;
  const asset = library.live(resourceType, type, publicId) ?? library.deleted(resourceType, type, publicId);
  return answer(call, asset, publicId);
};

/** `GET /resources/:asset_id`. */
export const resourceByAssetId: Handler = (call) => {
  const [assetId = ''] = call.captured;
  return answer(call, call.environment.library.byAssetId(assetId), assetId);
};
