import { SQSClient } from '@aws-sdk/client-sqs';

/** A client for SQS, with the region and the role of the function. It gives up, and tries again, while Cloudinary waits. */
export function sqsClient(): SQSClient {
  return new SQSClient({
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  });
}
