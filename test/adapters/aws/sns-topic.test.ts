import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { publishToTopic } from '#shared/adapters/aws/sns-topic.ts';
import { useMiniStack } from './mini-stack-clients.ts';

describe('a topic on MiniStack', async () => {
  const config = await useMiniStack(inject('awsEnvironment'));
  const sns = new SNSClient(config);
  const sqs = new SQSClient(config);
  afterAll(() => {
    sns.destroy();
    sqs.destroy();
  });

  test('delivers to its subscribers', async () => {
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: `topic-${process.pid}` }));
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `mail-${process.pid}` }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    const Endpoint = Attributes?.['QueueArn'] ?? '';
    const Statement = [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: Endpoint }];
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
    await publishToTopic(sns, TopicArn, 'Inventory of demo', 'Everything is protected: é 日本.');
    const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    expect(JSON.parse(message?.Body ?? '{}')).toMatchObject({
      Subject: 'Inventory of demo',
      Message: 'Everything is protected: é 日本.',
    });
  });
});

describe('a published message', () => {
  const client = new SNSClient({ region: 'eu-central-1' });
  const sns = mockClient(client);
  const published = async (subject: string, text = 'text') => {
    await publishToTopic(client, 'arn', subject, text);
    const input = sns.commandCalls(PublishCommand).at(-1)?.args[0].input;
    return { TopicArn: input?.TopicArn, Subject: input?.Subject, Message: input?.Message };
  };

  beforeEach(() => {
    sns.reset();
    sns.resolves({});
  });

  test.each([
    ['plain', 'plain'],
    [' two\nlines\tof it ', 'two lines of it'],
    ['naïve 🐚 ~', 'na?ve ? ~'],
    ['x'.repeat(101), 'x'.repeat(100)],
  ])('has a subject that SNS accepts: %j', async (subject, expected) => {
    expect(await published(subject)).toMatchObject({ TopicArn: 'arn', Subject: expected });
  });

  test('is unchanged up to 256 KB', async () => {
    const text = 'é'.repeat(128 * 1024);
    expect((await published('s', text)).Message).toBe(text);
  });

  test.each(['x', 'é', '日', '🐚'])('is cut between characters if it is longer (%s)', async (character) => {
    const { Message = '' } = await published('s', character.repeat(262_145));
    expect(Buffer.byteLength(Message)).toBeLessThanOrEqual(262_144);
    expect(Buffer.byteLength(Message)).toBeGreaterThan(262_140);
    expect(Message.replaceAll(character, '')).toBe('\n… (cut)\n');
  });

  test('is an error if SNS does not accept it', async () => {
    sns.rejects(new Error('denied'));
    await expect(published('s')).rejects.toThrow('denied');
  });
});
