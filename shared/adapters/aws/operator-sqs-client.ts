import { SQSClient } from '@aws-sdk/client-sqs';

/** A client for SQS at an operator's desk, which may be far from the region: nobody waits but the operator. */
export function operatorSqsClient(): SQSClient {
  return new SQSClient({
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
  });
}
