import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  type MultipartUpload,
  NoSuchUpload,
  type S3Client,
} from '@aws-sdk/client-s3';
import { callS3, S3Error } from './call-s3.ts';

/** All multipart uploads under a prefix that are neither completed nor aborted. */
async function* openUploads(client: S3Client, bucket: string, prefix: string, signal: AbortSignal) {
  let page: ListMultipartUploadsCommandOutput | undefined;
  do {
    const position = { KeyMarker: page?.NextKeyMarker, UploadIdMarker: page?.NextUploadIdMarker };
    page = await callS3(
      client,
      new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, ...position }),
      signal,
    );
    yield* page.Uploads ?? [];
  } while (page.IsTruncated);
}

function wasBegunBefore({ Initiated: begun }: MultipartUpload, moment: Date): boolean {
  return begun !== undefined && begun < moment;
}

/**
 * Aborts the multipart uploads under a prefix that were begun before a moment: no writer continues them, and their
 * parts cost money.
 *
 * @returns how many it aborted
 * @throws PipelineErrors `storage-failed` or `access-denied`, or the signal's reason
 */
export async function abortStaleUploads(
  client: S3Client,
  bucket: string,
  prefix: string,
  begunBefore: Date,
  signal: AbortSignal,
): Promise<number> {
  let aborted = 0;
  for await (const upload of openUploads(client, bucket, prefix, signal)) {
    if (!wasBegunBefore(upload, begunBefore)) continue;
    const command = new AbortMultipartUploadCommand({ Bucket: bucket, Key: upload.Key, UploadId: upload.UploadId });
    try {
      await callS3(client, command, signal);
      aborted++;
    } catch (error) {
      // Completed or aborted meanwhile.
      if (!(error instanceof S3Error && error.cause instanceof NoSuchUpload)) throw error;
    }
  }
  return aborted;
}
