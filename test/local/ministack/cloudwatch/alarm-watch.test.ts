import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchClient, PutMetricAlarmCommand, type PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AlarmMail } from '../../../../local/drill/cloud/alarm-mail.ts';
import { AlarmWatch } from '../../../../local/ministack/cloudwatch/alarm-watch.ts';
import { QueueMetrics } from '../../../../local/ministack/cloudwatch/queue-metrics.ts';
import { rootClientConfig } from '../../../../local/ministack/root-client-config.ts';
import { type MiniStack, startMiniStack } from '../../../../local/ministack/start-ministack.ts';

let miniStack: MiniStack;
let sqs: SQSClient;
let cloudWatch: CloudWatchClient;
let topicArn: string;

beforeAll(async () => {
  miniStack = await startMiniStack();
  sqs = new SQSClient(rootClientConfig(miniStack));
  cloudWatch = new CloudWatchClient(rootClientConfig(miniStack));
  const sns = new SNSClient(rootClientConfig(miniStack));
  topicArn = (await sns.send(new CreateTopicCommand({ Name: 'alarms' }))).TopicArn ?? '';
});

afterAll(async () => {
  sqs.destroy();
  cloudWatch.destroy();
  await miniStack.stop();
});

async function createQueue(QueueName: string): Promise<string> {
  return (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '';
}

function putAlarm(alarm: Partial<PutMetricAlarmCommandInput> & Pick<PutMetricAlarmCommandInput, 'AlarmName'>) {
  return cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmDescription: `what ${alarm.AlarmName} means`,
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Statistic: 'Maximum',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [topicArn],
      OKActions: [topicArn],
      ...alarm,
    }),
  );
}

describe('alarms on the local cloud', () => {
  it('fire and end as CloudWatch would have them, and are mailed', async () => {
    const [full, empty] = [await createQueue('full'), await createQueue('empty')];
    for (const QueueName of ['full', 'empty'])
      await putAlarm({ AlarmName: QueueName, Dimensions: [{ Name: 'QueueName', Value: QueueName }] });
    const mail = await AlarmMail.subscribe(miniStack, topicArn);
    const watch = await AlarmWatch.start({
      miniStack,
      sources: [new QueueMetrics(miniStack, [full, empty])],
      speed: 600,
    });
    const namesIn = (state: 'OK' | 'ALARM') => watch.inState(state).map(({ name }) => name);
    try {
      await vi.waitUntil(() => namesIn('OK').length === 2, 10_000);
      await sqs.send(new SendMessageCommand({ QueueUrl: full, MessageBody: 'x' }));
      await vi.waitUntil(() => namesIn('ALARM').length > 0, 10_000);
      expect(namesIn('ALARM')).toEqual(['full']);
      await sqs.send(new PurgeQueueCommand({ QueueUrl: full }));
      await vi.waitUntil(() => namesIn('ALARM').length === 0, 10_000);
    } finally {
      await watch.stop();
    }
    const mails = (await mail.read()).filter(({ alarm }) => alarm === 'full');
    mail.close();
    expect(mails.map(({ state, description }) => [state, description])).toEqual([
      ['OK', 'what full means'],
      ['ALARM', 'what full means'],
      ['OK', 'what full means'],
    ]);
  });
});

describe("the age of a queue's oldest message", () => {
  it('leaves out what was received more than three times, and looking receives nothing', async () => {
    const QueueUrl = await createQueue('ageing');
    const metrics = new QueueMetrics(miniStack, [QueueUrl]);
    const age = async () =>
      (await metrics.collect()).find(({ metric }) => metric.name === 'ApproximateAgeOfOldestMessage')?.value;
    expect(await age()).toBe(0);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    await sleep(1_200);
    for (let receives = 0; receives <= 3; receives += 1) {
      expect(await age()).toBeGreaterThan(1);
      await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 }));
    }
    expect(await age()).toBe(0);
  });
});
