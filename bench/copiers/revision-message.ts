import { createHash } from 'node:crypto';
import { LARGE_REVISION_BYTES } from '#shared/domain/asset/revision.ts';
import { instantOfDate } from '#shared/domain/text/instant.ts';
import type { ReceivedMessage } from '#shared/usecases/worker/worker-dependencies.ts';
import { assetMd5, formatAssetId } from '../media-server/generated-asset.ts';

/** The message that asks for an asset of the media server, as the webhook function puts it on a queue. */
export function revisionMessage(index: number, bytes: number): ReceivedMessage {
  const etag = assetMd5(index, bytes);
  const sentAt = new Date();
  const id = createHash('md5').update(`${index}`).digest('hex');
  const job = {
    v: 1,
    job: 'revision',
    cloud: 'bench',
    at: instantOfDate(sentAt),
    asset: { resource_type: 'image', type: 'upload', public_id: formatAssetId(index, bytes), asset_id: id },
    revision: { version: Math.floor(sentAt.getTime() / 1000), version_id: id, format: 'jpg', bytes, etag },
    details: { tags: ['bench'], asset_folder: 'bench', display_name: `${index}`, created_at: '2026-01-01T00:00:00Z' },
  };
  const queue = bytes >= LARGE_REVISION_BYTES ? 'large' : 'live';
  return { id: `${index}`, body: JSON.stringify(job), receiveCount: 1, sentAt, queue };
}
