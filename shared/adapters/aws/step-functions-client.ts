import { SFNClient } from '@aws-sdk/client-sfn';

/** A client for Step Functions, with the region and the role of whoever runs it. */
export function stepFunctionsClient(): SFNClient {
  return new SFNClient({
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
  });
}
