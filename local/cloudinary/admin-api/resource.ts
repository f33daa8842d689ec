import type { ApiCall, Handler } from '../http/api-call.ts';
import { existing, ok, type Reply } from '../http/reply.ts';
import { type Asset, type BackupCopy, fieldsOf } from '../library/asset.ts';
import { isoSeconds } from '../library/instants.ts';
import { describeResource, EVERYTHING } from './describe-resource.ts';

function describeVersion({ version_id, version, format, bytes: size, at }: BackupCopy): Record<string, unknown> {
  return { version_id, version, format, size, time: isoSeconds(at), restorable: true };
}

/** The answer about one asset, with its backed up versions where the call asks for them. */
function answer({ environment, params }: ApiCall, found: Asset | undefined, name: string): Reply {
  const asset = existing(found, name);
  const { custom_coordinates: custom } = asset;
  const kept = asset.backups.filter((copy) => copy.ready).map(describeVersion);
  const newestFirst = environment.behaviour.versionsOrder === 'newest-first';
  return ok({
    ...describeResource(environment, asset, EVERYTHING),
    etag: asset.original.md5,
    ...fieldsOf(asset, 'original_filename'),
    coordinates: custom === undefined ? undefined : { custom },
    ...(params.flag('versions') && { versions: newestFirst ? kept.reverse() : kept }),
  });
}

/** `GET /resources/:resource_type/:type/:public_id`; a deleted asset with a backup is a placeholder of 0 bytes. */
export const resource: Handler = (call) => answer(call, call.environment.library.known(call.path), call.path.public_id);

/** `GET /resources/:asset_id`. */
export const resourceByAssetId: Handler = (call) => {
  const { asset_id } = call.path;
  return answer(call, call.environment.library.byAssetId(asset_id), asset_id);
};
