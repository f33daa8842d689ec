import { SSMClient } from '@aws-sdk/client-ssm';

/** A client for SSM, with the region and the role of the function. */
export const ssmClient = (): SSMClient => new SSMClient({});
