import { S3Client } from '@aws-sdk/client-s3';

/**
 * A client for S3 that sends bodies as they are. Content-MD5 is what S3 is to check: with a checksum of its own, the
 * SDK would send streams in aws-chunked encoding, to which Content-MD5 does not apply.
 */
export function s3Client(): S3Client {
  return new S3Client({
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // A large body takes as long as it takes, but never without a byte moving. In milliseconds.
    requestHandler: { connectionTimeout: 3_000, socketTimeout: 60_000 },
  });
}
