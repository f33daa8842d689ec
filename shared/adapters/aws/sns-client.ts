import { SNSClient } from '@aws-sdk/client-sns';

/** A client for SNS, with the region and the role of the function. */
export function snsClient(): SNSClient {
  return new SNSClient({
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  });
}
