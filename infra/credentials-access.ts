import { Stack } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { allow } from './allow.ts';

/**
 * Lets a function read the credentials of its clouds, and no other parameter. They are encrypted with the account's own
 * key `aws/ssm`, which needs no permission beside this one.
 *
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
 */
export function credentialsAccess(scope: Construct, parameters: readonly string[]): PolicyStatement {
  const arnOf = (name: string) =>
    Stack.of(scope).formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.replace(/^\//, '') });
  return allow('ReadCredentials', ['ssm:GetParameter'], [...new Set(parameters)].map(arnOf));
}
