import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { assetMd5 } from '../origin/asset-bytes.ts';
import { formatAssetId } from '../origin/asset-id.ts';
import type { CopyRun } from './copy-run.ts';

/**
 * Compares what the bucket holds after a run with what the origin served: every asset once, with its own bytes. The
 * server computes the ETag from the bytes that it received, so that it is their MD5.
 *
 * @throws Error that names the first asset that is missing or wrong
 */
export async function verifyCopies(s3: S3Client, run: CopyRun): Promise<void> {
  const stored = new Map<string, string | undefined>();
  const pages = paginateListObjectsV2({ client: s3 }, { Bucket: run.bucket, Prefix: 'pipeline/res/' });
  for await (const page of pages) {
    for (const { Key = '', ETag } of page.Contents ?? []) {
      // …/upload/<public_id>/<version>.jpg
      const publicId = Key.split('/').slice(-3, -1).join('/');
      stored.set(publicId, ETag?.replaceAll('"', ''));
    }
  }
  const expected = run.warmUpAssets + run.assets;
  if (stored.size !== expected) throw new Error(`${stored.size} assets in the bucket instead of ${expected}`);
  for (let index = 0; index < expected; index += 1) {
    const publicId = formatAssetId(index, run.bytes);
    const [has, must] = [stored.get(publicId), assetMd5(index, run.bytes)];
    if (has !== must) throw new Error(`${publicId} has MD5 ${has} in the bucket instead of ${must}`);
  }
}
