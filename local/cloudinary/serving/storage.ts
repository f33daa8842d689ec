import type { Environment } from '../environment.ts';
import type { Reply } from '../http/reply.ts';
import { assetReply } from './asset-reply.ts';
import { backupReply } from './download-backup.ts';

/** Where a redirected download ends: `GET /storage/:cloud/:asset_id/:version_id`, without a signature. */
export async function storageReply(environment: Environment, path: string): Promise<Reply> {
  const [assetId = '', versionId = ''] = path.split('/');
  const asset = environment.library.byAssetId(assetId);
  if (asset?.versionId === versionId && !asset.deletedAt) return assetReply(environment, asset);
  return await backupReply(environment, assetId, versionId);
}
