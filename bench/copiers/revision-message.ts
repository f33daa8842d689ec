import { createHash } from 'node:crypto';
import { LARGE_REVISION_BYTES } from '#shared/domain/asset/revision.ts';
import type { ReceivedMessage } from '#shared/usecases/worker/work-on-batch.ts';
import { assetMd5, formatAssetId } from '../origin/generated-asset.ts';

/** The message that asks for one of the origin's assets, as the webhook function puts it on a queue. */
export function revisionMessage(index: number, bytes: number): ReceivedMessage {
  const etag = assetMd5(index, bytes);
  const id = createHash('md5').update(`${index}`).digest('hex');
  const job = {
    v: 1,
    job: 'revision',
    cloud: 'bench',
    at: '2026-01-01T00:00:00.000Z',
    asset: { resource_type: 'image', type: 'upload', public_id: formatAssetId(index, bytes), asset_id: id },
    revision: { version: 1_700_000_000, version_id: id, format: 'jpg', bytes, etag },
    details: { tags: ['bench'], asset_folder: 'bench', display_name: `${index}`, created_at: '2026-01-01T00:00:00Z' },
  };
  const lane = bytes >= LARGE_REVISION_BYTES ? 'large' : 'live';
  return { id: `${index}`, body: JSON.stringify(job), receiveCount: 1, sentAt: new Date(), lane };
}
