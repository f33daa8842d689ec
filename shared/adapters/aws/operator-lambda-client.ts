import { LambdaClient } from '@aws-sdk/client-lambda';

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
