import { S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, inject } from 'vitest';
import { useMiniStack } from '../adapters/aws/mini-stack-clients.ts';

/** The MiniStack of this run, for the tests of one file; a handler that is imported afterwards finds it, too. */
export async function functionsOnMiniStack() {
  const environment = inject('awsEnvironment');
  Object.assign(process.env, environment);
  const config = await useMiniStack(environment);
  const clients = {
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sqs: new SQSClient(config),
    ssm: new SSMClient(config),
  };
  afterAll(() => {
    for (const client of Object.values(clients)) client.destroy();
  });
  return {
    ...clients,
    config,
    createQueue: async (QueueName: string) =>
      (await clients.sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '',
    storeParameter: (Name: string, Value: string) =>
      clients.ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true })),
  };
}
