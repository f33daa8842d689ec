import { SSMClient } from '@aws-sdk/client-ssm';

/** A client for SSM, with the region and the role of the function. It gives up, and tries again, while Cloudinary waits. */
export function ssmClient(): SSMClient {
  return new SSMClient({
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  });
}
