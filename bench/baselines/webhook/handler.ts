import { SendMessageBatchCommand, type SendMessageBatchCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

const sqs = new SQSClient({});
const ssm = new SSMClient({});

/** The calls that the webhook function makes to AWS, and nothing else: what no webhook function could do without. */
export async function handler(input: SendMessageBatchCommandInput): Promise<void> {
  await ssm.send(new GetParameterCommand({ Name: 'credentials', WithDecryption: true }));
  await sqs.send(new SendMessageBatchCommand(input));
}
