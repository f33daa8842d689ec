import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';

// Clients with the function's region and role. A bundle holds only those that its function uses: the SDK's packages
// have no side effects, so esbuild leaves out what is not called.

/** Gives up early enough to try again while Cloudinary waits. In milliseconds, as all times in this file. */
const WHILE_CLOUDINARY_WAITS = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };

/**
 * A client for S3 that sends bodies as they are, so that S3 checks them against Content-MD5. With a checksum of its
 * own, the SDK would send streams in aws-chunked encoding, to which Content-MD5 does not apply.
 */
export function s3Client(): S3Client {
  return new S3Client({
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // A large body may take any time, but bytes must keep moving.
    requestHandler: { connectionTimeout: 3_000, socketTimeout: 60_000 },
  });
}

/** A client for SQS that gives up and tries again while Cloudinary waits. */
export function sqsClient(): SQSClient {
  return new SQSClient({ requestHandler: WHILE_CLOUDINARY_WAITS });
}

/** A client for SSM that gives up and tries again while Cloudinary waits. */
export function ssmClient(): SSMClient {
  return new SSMClient({ requestHandler: WHILE_CLOUDINARY_WAITS });
}

/** A client for SNS. */
export function snsClient(): SNSClient {
  return new SNSClient({
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  });
}

/** A client for Step Functions, for runs, where no caller is kept waiting. */
export function stepFunctionsClient(): SFNClient {
  return new SFNClient({
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
  });
}
