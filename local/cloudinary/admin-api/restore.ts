import type { OriginalBytes } from '../bytes/original-bytes.ts';
import type { ApiCall, Handler } from '../http/api-call.ts';
import { ApiError } from '../http/api-error.ts';
import { ok, type Reply } from '../http/reply.ts';
import type { Asset, BackupCopy } from '../library/asset.ts';
import { endRevision, logUpload } from '../library/upload-log.ts';
import { keptBytes } from '../native-backup/kept-bytes.ts';
import { notifyRestore } from '../notifications/restore-event.ts';
import { describeResource } from './describe-resource.ts';

const MOST_IDS = 100;
const EVERYTHING = { tags: true, context: true, metadata: true, moderations: false };

function bringBack(call: ApiCall, asset: Asset, copy: BackupCopy, bytes: OriginalBytes): void {
  const { environment, simulation } = call;
  const now = simulation.now();
  if (!asset.deletedAt) endRevision(environment, asset.assetId, 'supersededAt');
  const renewed = simulation.behaviour.restoreChangesVersion;
  asset.original = bytes;
  asset.format = copy.format;
  asset.version = renewed ? Math.floor(now.getTime() / 1000) : copy.version;
  asset.versionId = renewed ? simulation.random.hex(32) : copy.versionId;
  asset.uploadedAt = now;
  asset.deletedAt = undefined;
  asset.withdrawn = false;
  environment.library.add(asset);
  logUpload(environment, asset, now);
  if (renewed && environment.settings.nativeBackup) simulation.nativeBackups.copy(environment, asset);
}

async function restoreOne(call: ApiCall, asset: Asset | undefined, versionId: string | undefined): Promise<unknown> {
  const { environment } = call;
  const kept = asset?.backups.filter((copy) => copy.ready) ?? [];
  const copy = versionId === undefined ? kept.at(-1) : kept.find((backup) => backup.versionId === versionId);
  if (!asset || !copy) return { error: 'no_backup' };
  const occupant = environment.library.live(asset.resourceType, asset.type, asset.publicId);
  const bytes = await keptBytes(environment, copy);
  if (!bytes || (occupant && occupant !== asset)) return { error: 'failed' };
  bringBack(call, asset, copy, bytes);
  const notificationUrl = call.params.filled('notification_url');
  notifyRestore(environment, asset, { apiKey: call.apiKey, notificationUrl });
  return describeResource(environment, asset, EVERYTHING);
}

async function restoreAll(call: ApiCall, ids: string[], find: (id: string) => Asset | undefined): Promise<Reply> {
  const versions = call.params.list('versions');
  if (ids.length === 0 || ids.length > MOST_IDS) throw new ApiError(400, `Between 1 and ${MOST_IDS} ids are expected`);
  if (versions.length > 0 && versions.length !== ids.length) {
    throw new ApiError(400, 'versions must have the same length as the ids');
  }
  const results: [string, unknown][] = [];
  for (const [i, id] of ids.entries()) results.push([id, await restoreOne(call, find(id), versions[i])]);
  return ok(Object.fromEntries(results));
}

/** `POST /resources/:resource_type/:type/restore`: an answer per public_id, errors too, always under a 200. */
export const restoreByPublicIds: Handler = (call) => {
  const [resourceType = '', type = ''] = call.captured;
  const { library } = call.environment;
  return restoreAll(
    call,
    call.params.list('public_ids'),
    (publicId) => library.live(resourceType, type, publicId) ?? library.deleted(resourceType, type, publicId),
  );
};

/** `POST /resources/restore`, by asset_ids. */
export const restoreByAssetIds: Handler = (call) =>
  restoreAll(call, call.params.list('asset_ids'), (assetId) => call.environment.library.byAssetId(assetId));
