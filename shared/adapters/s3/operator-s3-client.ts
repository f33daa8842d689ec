import { S3Client } from '@aws-sdk/client-s3';

/**
 * A client for S3 at an operator's desk. With an endpoint of its own, as the local cloud has one, buckets are part of the
 * path: nothing resolves `<bucket>.localhost`.
 */
export function operatorS3Client(): S3Client {
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3 } = process.env;
  return new S3Client({
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
    forcePathStyle: (AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL) !== undefined,
  });
}
