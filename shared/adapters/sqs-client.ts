import { SQSClient } from '@aws-sdk/client-sqs';

/** A client for SQS, with the region and the role of the function. */
export const sqsClient = (): SQSClient => new SQSClient({});
