import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';

/** An operator may be far from the region, and nobody else waits. In milliseconds. */
const AT_A_DESK = {
  maxAttempts: 5,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
};

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

/** A client for SQS at an operator's desk. */
export function operatorSqsClient(): SQSClient {
  return new SQSClient(AT_A_DESK);
}

/** A client for Step Functions at an operator's desk. */
export function operatorStepFunctionsClient(): SFNClient {
  return new SFNClient(AT_A_DESK);
}

/**
 * A client for Lambda at an operator's desk. A function may take 15 minutes to answer, and must not be called a second
 * time for that.
 */
export function operatorLambdaClient(): LambdaClient {
  return new LambdaClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 900_000, throwOnRequestTimeout: true },
  });
}
