import type { Handler } from '../http/api-call.ts';
import { ApiError } from '../http/api-error.ts';
import { ok } from '../http/reply.ts';

/** `DELETE /resources/backup/:asset_id`: deletes backup copies for good, with an answer per version. */
export const deleteBackups: Handler = async (call) => {
  const [assetId = ''] = call.captured;
  const { library, backupStore } = call.environment;
  const asset = library.byAssetId(assetId);
  if (!asset) throw new ApiError(404, `Resource not found - ${assetId}`);
  const deleted: string[] = [];
  const failures: { version_id: string; error: string }[] = [];
  for (const versionId of call.params.list('version_ids')) {
    const copy = asset.backups.find((backup) => backup.versionId === versionId);
    if (!copy) {
      failures.push({ version_id: versionId, error: 'not_found' });
      continue;
    }
    await backupStore.delete(copy.key);
    asset.backups.splice(asset.backups.indexOf(copy), 1);
    deleted.push(versionId);
  }
  if (asset.deletedAt && asset.backups.length === 0) library.forget(asset);
  return ok({ asset_id: assetId, deleted_version_ids: deleted, failures });
};
