import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';

// Clients with the region and the role of the function. A bundle holds those that its function uses, and no others: the
// SDK's packages have no side effects, so that esbuild leaves out what nobody calls.

/** Gives up early enough to try again while Cloudinary waits. In milliseconds, as everywhere here. */
const WHILE_CLOUDINARY_WAITS = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };

/**
 * A client for S3 that sends bodies as they are. Content-MD5 is what S3 is to check: with a checksum of its own, the
 * SDK would send streams in aws-chunked encoding, to which Content-MD5 does not apply.
 */
export function s3Client(): S3Client {
  return new S3Client({
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // A large body takes as long as it takes, but never without a byte moving.
    requestHandler: { connectionTimeout: 3_000, socketTimeout: 60_000 },
  });
}

/** A client for SQS that gives up, and tries again, while Cloudinary waits. */
export function sqsClient(): SQSClient {
  return new SQSClient({ requestHandler: WHILE_CLOUDINARY_WAITS });
}

/** A client for SSM that gives up, and tries again, while Cloudinary waits. */
export function ssmClient(): SSMClient {
  return new SSMClient({ requestHandler: WHILE_CLOUDINARY_WAITS });
}

/** A client for SNS. */
export function snsClient(): SNSClient {
  return new SNSClient({
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  });
}

/** A client for Step Functions, for runs: nobody waits for them. */
export function stepFunctionsClient(): SFNClient {
  return new SFNClient({
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
  });
}
