import type { ApiCall } from '../http/api-call.ts';
import { endpoint } from '../http/endpoint.ts';
import { existing, ok, type Reply } from '../http/reply.ts';
import { type Asset, type BackupCopy, fieldsOf } from '../library/asset.ts';
import { moderationField } from '../library/describe-asset.ts';
import { isoSeconds } from '../library/instants.ts';
import type { SimulatedCloud } from '../simulation.ts';
import { describeResource, EVERYTHING } from './describe-resource.ts';

/** What may be asked for besides the asset itself. Derived assets are not simulated, so there is one page of none. */
const PARAMETERS = ['versions', 'coordinates', 'faces', 'related', 'max_results'];

function describeVersion({ version_id, version, format, bytes: size, at }: BackupCopy): Record<string, unknown> {
  return { version_id, version, format, size, time: isoSeconds(at), restorable: true };
}

function coordinatesOf({ face_coordinates: faces, custom_coordinates: custom }: Asset) {
  return faces || custom ? { coordinates: { faces, custom } } : {};
}

function relatedTo(cloud: SimulatedCloud, { asset_id }: Asset) {
  const related = [...(cloud.productEnvironment.relations.get(asset_id) ?? [])];
  const assets = related.flatMap((id) => cloud.library.byAssetId(id) ?? []).filter((asset) => !asset.deletedAt);
  return assets.map((asset) => fieldsOf(asset, 'asset_id', 'public_id', 'resource_type', 'type', 'format'));
}

/** The answer about one asset, with its backed up versions and its coordinates where the call asks for them. */
export function resourceReply({ cloud, params }: ApiCall, found: Asset | undefined, name: string): Reply {
  const asset = existing(found, name);
  const kept = asset.backups.filter((copy) => copy.ready).map(describeVersion);
  const newestFirst = cloud.behaviour.versionsOrder === 'newest-first';
  return ok({
    ...describeResource(cloud, asset, EVERYTHING),
    etag: asset.original.md5,
    ...fieldsOf(asset, 'original_filename'),
    ...moderationField(asset),
    derived: [],
    ...(params.flag('coordinates') && coordinatesOf(asset)),
    ...(params.flag('faces') && { faces: asset.face_coordinates ?? [] }),
    ...(params.flag('related') && { related_assets: relatedTo(cloud, asset) }),
    ...(params.flag('versions') && { versions: newestFirst ? kept.reverse() : kept }),
  });
}

/** `GET /resources/:resource_type/:type/:public_id`; a deleted asset with a backup is a placeholder of 0 bytes. */
export const resource = endpoint(PARAMETERS, (call) =>
  resourceReply(call, call.cloud.library.known(call.path), call.path.public_id),
);

/** `GET /resources/:asset_id`. */
export const resourceByAssetId = endpoint(PARAMETERS, (call) => {
  const { asset_id } = call.path;
  return resourceReply(call, call.cloud.library.byAssetId(asset_id), asset_id);
});
