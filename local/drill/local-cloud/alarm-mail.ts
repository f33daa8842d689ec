import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { rootClientConfig, withRootClient } from '#local/ministack/root-client-config.ts';
import type { MiniStack } from '#local/ministack/start-ministack.ts';

const notification = z.object({ Subject: z.string(), Message: z.string() });

const message = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  NewStateValue: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']),
});

/** The mail that an operator gets when the state of an alarm changes. */
export interface Mail {
  readonly subject: string;
  readonly alarm: string;
  readonly description: string;
  readonly state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
}

/** Where the mails of the alarms arrive. */
export interface AlarmMail {
  /** The mails since the previous call. */
  read(): Promise<readonly Mail[]>;
  close(): void;
}

/** Subscribes a queue to the alarm topic, in place of a mail address. */
export async function subscribeToAlarms(miniStack: MiniStack, topicArn: string): Promise<AlarmMail> {
  const name = 'drill-operator';
  const sqs = new SQSClient(rootClientConfig(miniStack));
  const Endpoint = topicArn.replace(':sns:', ':sqs:').replace(/[^:]+$/, name);
  const mayBeSent = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: Endpoint,
    Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [mayBeSent] });
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: { Policy } }));
  const subscribe = new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint });
  await withRootClient(miniStack, SNSClient, (sns) => sns.send(subscribe));

  const read = async () => {
    const mails: Mail[] = [];
    for (;;) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      if (Messages.length === 0) return mails;
      for (const { Body, ReceiptHandle } of Messages) {
        const { Subject: subject, Message } = notification.parse(JSON.parse(Body ?? ''));
        const { AlarmName, AlarmDescription, NewStateValue } = message.parse(JSON.parse(Message));
        mails.push({ subject, alarm: AlarmName, description: AlarmDescription, state: NewStateValue });
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  };
  return { read, close: () => sqs.destroy() };
}
