import type { OriginalBytes } from '../bytes/original-bytes.ts';
import type { ApiCall } from '../http/api-call.ts';
import { endpoint } from '../http/endpoint.ts';
import { ApiError, ok, type Reply } from '../http/reply.ts';
import type { Asset, BackupCopy } from '../library/asset.ts';
import { unixSeconds } from '../library/instants.ts';
import { endRevision, logUpload } from '../library/revisions.ts';
import { keptBytes } from '../native-backup/native-backup-writer.ts';
import { notifyRestore } from '../notifications/upload-events.ts';
import type { SimulatedCloud } from '../simulation.ts';
import { describeResource, type WantedFields } from './describe-resource.ts';
import { MOST_IDS } from './page.ts';

const ANSWERED: WantedFields = { optional: ['tags', 'context', 'metadata'], only: [] };

function bringBack(cloud: SimulatedCloud, asset: Asset, copy: BackupCopy, original: OriginalBytes): void {
  const now = cloud.now();
  if (!asset.deletedAt) endRevision(cloud, asset, 'supersededAt');
  const renewed = cloud.behaviour.restoreChangesVersion;
  Object.assign(asset, {
    original,
    format: copy.format,
    version: renewed ? unixSeconds(now) : copy.version,
    version_id: renewed ? cloud.random.hex(32) : copy.version_id,
    uploaded_at: now,
    deletedAt: undefined,
    withdrawn: false,
  });
  cloud.library.add(asset);
  logUpload(cloud, asset, now);
  if (renewed && cloud.settings.nativeBackup) cloud.nativeBackups.copy(cloud, asset);
}

async function restoreOne(
  { cloud, cause }: ApiCall,
  asset: Asset | undefined,
  versionId: string | undefined,
): Promise<unknown> {
  const kept = asset?.backups.filter((copy) => copy.ready) ?? [];
  const copy = versionId === undefined ? kept.at(-1) : kept.find((backup) => backup.version_id === versionId);
  if (!asset || !copy) return { error: 'no_backup' };
  const occupant = cloud.library.live(asset);
  const bytes = await keptBytes(cloud, copy);
  if (!bytes || (occupant && occupant !== asset)) return { error: 'failed' };
  bringBack(cloud, asset, copy, bytes);
  notifyRestore(cloud, asset, cause);
  return describeResource(cloud, asset, ANSWERED);
}

async function restoreAll(call: ApiCall, parameter: string, find: (id: string) => Asset | undefined): Promise<Reply> {
  const ids = call.params.list(parameter);
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
export const restoreByPublicIds = endpoint(['public_ids', 'versions'], (call) =>
  restoreAll(call, 'public_ids', (public_id) => call.cloud.library.known({ ...call.path, public_id })),
);

/** `POST /resources/restore`, by asset_ids. */
export const restoreByAssetIds = endpoint(['asset_ids', 'versions'], (call) =>
  restoreAll(call, 'asset_ids', (assetId) => call.cloud.library.byAssetId(assetId)),
);
