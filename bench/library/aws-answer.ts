import { hash } from 'node:crypto';

/** The part of a body that answers look at. */
interface AwsRequest {
  readonly Name?: string;
  readonly Entries?: readonly { readonly Id: string; readonly MessageBody: string }[];
}

/**
 * What SQS, SSM and Step Functions answer to the calls of runs: messages are taken and gone, and no execution runs.
 *
 * @param target the header `x-amz-target`: service and action
 */
export function awsAnswer(target: string, body: string): object {
  const { Name, Entries = [] } = JSON.parse(body) as AwsRequest;
  const [, action] = target.split('.');
  switch (action) {
    case 'GetParameter':
      return {
        Parameter: { Name, Type: 'SecureString', Version: 1, Value: 'cloudinary://412233445566778:bench@bench' },
      };
    case 'SendMessageBatch':
      return {
        Successful: Entries.map(({ Id, MessageBody }) => ({
          Id,
          MessageId: Id,
          MD5OfMessageBody: hash('md5', MessageBody),
        })),
        Failed: [],
      };
    case 'GetQueueAttributes':
      return {
        Attributes: {
          ApproximateNumberOfMessages: '0',
          ApproximateNumberOfMessagesDelayed: '0',
          ApproximateNumberOfMessagesNotVisible: '0',
        },
      };
    case 'DescribeExecution':
      return { executionArn: 'none', stateMachineArn: 'none', status: 'SUCCEEDED', startDate: 0 };
    default:
      throw new Error(`Nobody here answers to ${target}`);
  }
}
