import { SendMessageBatchCommand, type SendMessageBatchCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

const sqs = new SQSClient({});
const ssm = new SSMClient({});

/** Makes only the AWS calls of the webhook function: the least that any webhook function needs. */
export async function handler(input: SendMessageBatchCommandInput): Promise<void> {
  await ssm.send(new GetParameterCommand({ Name: 'credentials', WithDecryption: true }));
  await sqs.send(new SendMessageBatchCommand(input));
}
