import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { allow } from './allow.ts';

/**
 * Lets a role send to these queues, and nothing else. On AWS the action covers batches too; MiniStack knows batches as
 * an action of their own, which the asterisk covers.
 */
export function sendMessages(sid: string, queues: readonly IQueue[]): PolicyStatement {
  return allow(
    sid,
    ['sqs:SendMessage*'],
    queues.map(({ queueArn }) => queueArn),
  );
}
