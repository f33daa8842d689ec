import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** A statement that allows actions on resources, without a condition. */
export function allow(sid: string, actions: string[], resources: string[]): PolicyStatement {
  return new PolicyStatement({ sid, actions, resources });
}

/**
 * Lets a role send to these queues, and nothing else. On AWS the action covers batches too; MiniStack has an action of
 * its own for batches, which the asterisk covers.
 */
export function sendMessages(sid: string, queues: readonly IQueue[]): PolicyStatement {
  return allow(
    sid,
    ['sqs:SendMessage*'],
    queues.map(({ queueArn }) => queueArn),
  );
}

/**
 * Lets a function read the credentials of its clouds, and no other parameter. They are encrypted with the account's own
 * key `aws/ssm`, which needs no other permission.
 *
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
 */
export function credentialsAccess(
  scope: Construct,
  clouds: Readonly<Record<string, { readonly credentialsParameter: string }>>,
): PolicyStatement {
  const arnOf = (name: string) =>
    Stack.of(scope).formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.replace(/^\//, '') });
  const parameters = new Set(Object.values(clouds).map(({ credentialsParameter }) => credentialsParameter));
  return allow('ReadCredentials', ['ssm:GetParameter'], [...parameters].map(arnOf));
}
