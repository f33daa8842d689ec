import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type MultipartUpload,
  NoSuchUpload,
  type S3Client,
} from '@aws-sdk/client-s3';
import { s3Failure } from './s3-failure.ts';

/** All multipart uploads under a prefix that are neither complete nor aborted. */
async function* openUploads(client: S3Client, bucket: string, prefix: string, signal: AbortSignal) {
  let position: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } | undefined = {};
  while (position !== undefined) {
    const command: ListMultipartUploadsCommand = new ListMultipartUploadsCommand({
      Bucket: bucket,
      Prefix: prefix,
      ...position,
    });
    const page = await client.send(command, { abortSignal: signal });
    yield* page.Uploads ?? [];
    position = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
      : undefined;
  }
}

function wasBegunBefore({ Initiated: begun }: MultipartUpload, moment: Date): boolean {
  return begun !== undefined && begun < moment;
}

/**
 * Aborts the multipart uploads under a prefix that were begun before a moment: nobody goes on with them, and their parts
 * are paid for.
 *
 * @returns how many it aborted
 * @throws PipelineErrors `storage-failed` or `access-denied`, or the reason of the signal
 */
export async function abortStaleUploads(
  client: S3Client,
  bucket: string,
  prefix: string,
  begunBefore: Date,
  signal: AbortSignal,
): Promise<number> {
  let aborted = 0;
  try {
    for await (const upload of openUploads(client, bucket, prefix, signal)) {
      if (!wasBegunBefore(upload, begunBefore)) continue;
      const command = new AbortMultipartUploadCommand({ Bucket: bucket, Key: upload.Key, UploadId: upload.UploadId });
      const isAborted = await client.send(command, { abortSignal: signal }).then(
        () => true,
        (error: unknown) => {
          // Completed or aborted meanwhile.
          if (error instanceof NoSuchUpload) return false;
          throw error;
        },
      );
      if (isAborted) aborted++;
    }
  } catch (error) {
    throw s3Failure(error, signal).error;
  }
  return aborted;
}
