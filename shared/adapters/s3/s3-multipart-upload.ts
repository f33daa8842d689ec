import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { ObjectKey } from '../../domain/bucket/bucket-layout.ts';
import type { MultipartUpload, PutOptions } from '../../usecases/object-store.ts';
import { callS3, existsIfTaken } from './call-s3.ts';

/**
 * Begins an upload in parts to S3. A Complete that meets a conflict has to start anew with its parts, so it is a failure,
 * and the message is tried again.
 */
export async function startMultipartUpload(
  client: S3Client,
  bucket: string,
  Key: ObjectKey,
  { contentType, metadata, signal }: Omit<PutOptions, 'md5'>,
): Promise<MultipartUpload> {
  const object = { Bucket: bucket, Key };
  const command = new CreateMultipartUploadCommand({ ...object, ContentType: contentType, Metadata: { ...metadata } });
  const { UploadId } = await callS3(client, command, signal);
  const upload = { ...object, UploadId };
  const Parts: CompletedPart[] = [];
  return {
    putPart: async (PartNumber, bytes) => {
      const ContentMD5 = createHash('md5').update(bytes).digest('base64');
      const part = new UploadPartCommand({ ...upload, PartNumber, Body: bytes, ContentMD5 });
      const { ETag } = await callS3(client, part, signal);
      Parts.push({ PartNumber, ETag });
    },
    complete: async () => {
      const input = { ...upload, MultipartUpload: { Parts }, IfNoneMatch: '*' };
      const call = callS3(client, new CompleteMultipartUploadCommand(input), signal);
      return call.then(() => 'created', existsIfTaken);
    },
    /** Best effort: what stays behind is aborted by the housekeeping of the next inventory run. */
    abort: async () => {
      await callS3(client, new AbortMultipartUploadCommand(upload)).catch(() => {});
    },
  };
}
