import type { OriginalBytes } from '../bytes/original-bytes.ts';
import type { ApiCall, Handler } from '../http/api-call.ts';
import { ApiError, ok, type Reply } from '../http/reply.ts';
import type { Asset, BackupCopy } from '../library/asset.ts';
import { unixSeconds } from '../library/instants.ts';
import { endRevision, logUpload } from '../library/revisions.ts';
import { keptBytes } from '../native-backup/native-backup-writer.ts';
import { notifyRestore } from '../notifications/upload-events.ts';
import type { ProductEnvironment } from '../simulation.ts';
import { describeResource, type WantedFields } from './describe-resource.ts';
import { MOST_IDS } from './page.ts';

const ANSWERED: WantedFields = { optional: ['tags', 'context', 'metadata'], only: [] };

function bringBack(environment: ProductEnvironment, asset: Asset, copy: BackupCopy, original: OriginalBytes): void {
  const now = environment.now();
  if (!asset.deletedAt) endRevision(environment, asset, 'supersededAt');
  const renewed = environment.behaviour.restoreChangesVersion;
  Object.assign(asset, {
    original,
    format: copy.format,
    version: renewed ? unixSeconds(now) : copy.version,
    version_id: renewed ? environment.random.hex(32) : copy.version_id,
    uploaded_at: now,
    deletedAt: undefined,
    withdrawn: false,
  });
  environment.library.add(asset);
  logUpload(environment, asset, now);
  if (renewed && environment.settings.nativeBackup) environment.nativeBackups.copy(environment, asset);
}

async function restoreOne(
  { environment, cause }: ApiCall,
  asset: Asset | undefined,
  versionId: string | undefined,
): Promise<unknown> {
  const kept = asset?.backups.filter((copy) => copy.ready) ?? [];
  const copy = versionId === undefined ? kept.at(-1) : kept.find((backup) => backup.version_id === versionId);
  if (!asset || !copy) return { error: 'no_backup' };
  const occupant = environment.library.live(asset);
  const bytes = await keptBytes(environment, copy);
  if (!bytes || (occupant && occupant !== asset)) return { error: 'failed' };
  bringBack(environment, asset, copy, bytes);
  notifyRestore(environment, asset, cause);
  return describeResource(environment, asset, ANSWERED);
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
export const restoreByPublicIds: Handler = (call) =>
  restoreAll(call, 'public_ids', (public_id) => call.environment.library.known({ ...call.path, public_id }));

/** `POST /resources/restore`, by asset_ids. */
export const restoreByAssetIds: Handler = (call) =>
  restoreAll(call, 'asset_ids', (assetId) => call.environment.library.byAssetId(assetId));
