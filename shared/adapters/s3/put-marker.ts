import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Puts an empty object. Markers are all alike, so that writing one over another changes nothing. */
export async function putMarker(client: S3Client, bucket: string, key: string): Promise<void> {
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: '' }));
}
