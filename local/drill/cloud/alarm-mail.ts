import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { rootClientConfig } from '../../ministack/root-client-config.ts';
import type { MiniStack } from '../../ministack/start-ministack.ts';

function json<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);
}

const notification = json(
  z.object({
    Subject: z.string(),
    Message: json(
      z.object({
        AlarmName: z.string(),
        AlarmDescription: z.string(),
        NewStateValue: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']),
      }),
    ),
  }),
);

/** What the operator reads: the mail of one alarm that has got another state. */
export interface Mail {
  readonly subject: string;
  readonly alarm: string;
  readonly description: string;
  readonly state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
}

/** Where the mails of the alarms arrive: a queue that is subscribed to their topic, as an address would be. */
export class AlarmMail {
  readonly #sqs: SQSClient;
  readonly #queueUrl: string;

  private constructor(sqs: SQSClient, queueUrl: string) {
    this.#sqs = sqs;
    this.#queueUrl = queueUrl;
  }

  static async subscribe(miniStack: MiniStack, topicArn: string): Promise<AlarmMail> {
    const name = 'drill-operator';
    const sqs = new SQSClient(rootClientConfig(miniStack));
    const Endpoint = topicArn.replace(':sns:', ':sqs:').replace(/[^:]+$/, name);
    const Policy = JSON.stringify(allowedToSend(topicArn, Endpoint));
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: { Policy } }));
    const sns = new SNSClient(rootClientConfig(miniStack));
    await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint }));
    sns.destroy();
    return new AlarmMail(sqs, QueueUrl);
  }

  /** What has arrived since it was last asked. */
  async read(): Promise<readonly Mail[]> {
    const mails: Mail[] = [];
    for (;;) {
      const receive = new ReceiveMessageCommand({ QueueUrl: this.#queueUrl, MaxNumberOfMessages: 10 });
      const { Messages = [] } = await this.#sqs.send(receive);
      if (Messages.length === 0) return mails;
      for (const { Body, ReceiptHandle } of Messages) {
        const { Subject: subject, Message } = notification.parse(Body);
        const { AlarmName: alarm, AlarmDescription: description, NewStateValue: state } = Message;
        mails.push({ subject, alarm, description, state });
        await this.#sqs.send(new DeleteMessageCommand({ QueueUrl: this.#queueUrl, ReceiptHandle }));
      }
    }
  }

  close(): void {
    this.#sqs.destroy();
  }
}

function allowedToSend(topicArn: string, queueArn: string) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
      },
    ],
  };
}
