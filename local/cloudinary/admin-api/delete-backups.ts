import { endpoint } from '../http/endpoint.ts';
import { existing, ok } from '../http/reply.ts';

/** `DELETE /resources/backup/:asset_id`: deletes backup copies permanently, with an answer for each version. */
export const deleteBackups = endpoint(['version_ids'], async ({ cloud, path: { asset_id }, params }) => {
  const { library, backupStore } = cloud;
  const asset = existing(library.byAssetId(asset_id), asset_id);
  const deleted: string[] = [];
  const failures: { version_id: string; error: string }[] = [];
  for (const version_id of params.list('version_ids')) {
    const copy = asset.backups.find((backup) => backup.version_id === version_id);
    if (!copy) {
      failures.push({ version_id, error: 'not_found' });
      continue;
    }
    await backupStore.delete(copy.key);
    asset.backups.splice(asset.backups.indexOf(copy), 1);
    deleted.push(version_id);
  }
  if (asset.deletedAt && asset.backups.length === 0) library.forget(asset);
  return ok({ asset_id, deleted_version_ids: deleted, failures });
});
