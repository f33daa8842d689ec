import type { Environment } from '../environment.ts';
import type { Handler } from '../http/api-call.ts';
import { ApiError } from '../http/api-error.ts';
import type { Reply } from '../http/reply.ts';
import { contentTypeOf } from '../library/formats.ts';
import { keptBytes } from '../native-backup/kept-bytes.ts';
import { redirectReply } from './redirect.ts';

/** The bytes of one backup copy. Throws a 404 while there is none. */
export async function backupReply(environment: Environment, assetId: string, versionId: string): Promise<Reply> {
  const asset = environment.library.byAssetId(assetId);
  const copy = asset?.backups.find((backup) => backup.versionId === versionId && backup.ready);
  const bytes = copy && (await keptBytes(environment, copy));
  if (!copy || !bytes) throw new ApiError(404, `Version ${versionId} not found`);
  return { status: 200, bytes, contentType: contentTypeOf(copy.format), assetId };
}

/** `GET /download_backup` with a signature (`download_backedup_asset`): exactly one revision, if native backup kept it. */
export const downloadBackup: Handler = async (call) => {
  const assetId = call.params.filled('asset_id');
  const versionId = call.params.filled('version_id');
  if (!assetId || !versionId) throw new ApiError(400, 'Missing required parameter - asset_id, version_id');
  const reply = await backupReply(call.environment, assetId, versionId);
  return redirectReply(call.environment, assetId, versionId) ?? reply;
};
