import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchClient, PutMetricAlarmCommand, type PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { subscribeToAlarms } from '#local/drill/local-cloud/alarm-mail.ts';
import { watchAlarms } from '#local/ministack/cloudwatch/alarm-watch.ts';
import { executionMetrics } from '#local/ministack/cloudwatch/execution-metrics.ts';
import { queueMetrics } from '#local/ministack/cloudwatch/queue-metrics.ts';
import type { Sample } from '#local/ministack/cloudwatch/sample.ts';
import { rootClientConfig } from '#local/ministack/root-client-config.ts';
import { type MiniStack, startMiniStack } from '#local/ministack/start-ministack.ts';
import { createdStack, roleFor } from '#test/adapters/aws/created-stack.ts';

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
}, 60_000);

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
  it('fire and clear as in CloudWatch, and are mailed', async () => {
    const [full, empty] = [await createQueue('full'), await createQueue('empty')];
    for (const QueueName of ['full', 'empty'])
      await putAlarm({ AlarmName: QueueName, Dimensions: [{ Name: 'QueueName', Value: QueueName }] });
    const mail = await subscribeToAlarms(miniStack, topicArn);
    const sources = [queueMetrics(miniStack, { FullQueueUrl: full, EmptyQueueUrl: empty })];
    const watch = await watchAlarms({ miniStack, sources, speed: 600 });
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
  it('leaves out messages received more than three times, and measuring receives none', async () => {
    const QueueUrl = await createQueue('ageing');
    const metrics = queueMetrics(miniStack, { QueueUrl });
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

describe('executions of a state machine', () => {
  const STATES = {
    Which: {
      Type: 'Choice',
      Choices: [
        { Variable: '$.fails', IsPresent: true, Next: 'Fail' },
        { Variable: '$.waits', IsPresent: true, Next: 'Wait' },
      ],
      Default: 'Done',
    },
    Fail: { Type: 'Fail', Error: 'TooMuch' },
    Wait: { Type: 'Wait', Seconds: 600, Next: 'Done' },
    Done: { Type: 'Succeed' },
  };
  const TEMPLATE = {
    Resources: {
      Role: roleFor('states.amazonaws.com'),
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          DefinitionString: JSON.stringify({ StartAt: 'Which', States: STATES }),
          RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        },
      },
    },
    Outputs: { Machine: { Value: { Ref: 'Machine' } } },
  };

  it('count once, when they have ended, by their status', { timeout: 90_000 }, async () => {
    const config = rootClientConfig(miniStack);
    const [stateMachineArn = ''] = await createdStack(config, 'executions', TEMPLATE);
    const client = new SFNClient(config);
    const metrics = executionMetrics(miniStack, new Date());
    for (const input of [{ fails: true }, { fails: true }, { waits: true }, {}])
      await client.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
    client.destroy();
    const samples: Sample[] = [];
    while (samples.length < 3) {
      samples.push(...(await metrics.collect()));
      await sleep(50);
    }
    const names = samples.map(({ metric }) => metric.name).toSorted();
    expect(names).toEqual(['ExecutionsFailed', 'ExecutionsFailed', 'ExecutionsSucceeded']);
    for (const { metric, value, at } of samples) {
      expect(metric).toMatchObject({ namespace: 'AWS/States', dimensions: { StateMachineArn: stateMachineArn } });
      expect(value).toBe(1);
      expect(Math.abs(at - Date.now())).toBeLessThan(60_000);
    }
    expect(await metrics.collect()).toEqual([]);
    metrics.close?.();

    const later = executionMetrics(miniStack, new Date(Date.now() + 1_000));
    expect(await later.collect()).toEqual([]);
    later.close?.();
  });
});
