import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';

/** An operator may be far from the region, and can wait. In milliseconds. */
const FOR_OPERATOR = {
  maxAttempts: 5,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
};

/**
 * An S3 client for an operator's commands. With a custom endpoint, such as the local cloud's, the bucket goes into
 * the path, because nothing resolves `<bucket>.localhost`.
 */
export function operatorS3Client(): S3Client {
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3 } = process.env;
  return new S3Client({
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
    forcePathStyle: (AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL) !== undefined,
  });
}

/** An SQS client for an operator's commands. */
export function operatorSqsClient(): SQSClient {
  return new SQSClient(FOR_OPERATOR);
}

/** A Step Functions client for an operator's commands. */
export function operatorStepFunctionsClient(): SFNClient {
  return new SFNClient(FOR_OPERATOR);
}

/**
 * A Lambda client for an operator's commands. A function may take 15 minutes to answer, and must not be called
 * again because of that.
 */
export function operatorLambdaClient(): LambdaClient {
  return new LambdaClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 900_000, throwOnRequestTimeout: true },
  });
}
