import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { describe, expect, test } from 'vitest';
import { METRIC_NAMESPACE, UNKNOWN_CLOUD } from '../../shared/domain/metrics.ts';
import { anchors, REPOSITORY } from '../docs/markdown-files.ts';
import { isPublished } from './published-metrics.ts';
import { ACCOUNT, arn, type Json, REGION, type Resource, SynthesizedStack, statements } from './synthesized-stack.ts';
import { TWO_CLOUDS, twoClouds } from './two-clouds.ts';

const CLOUDS = Object.keys(TWO_CLOUDS.clouds);
const TOPIC = arn('sns', 'AlarmsTopic');
const alarms = twoClouds.ofType('AWS::CloudWatch::Alarm');
const named = alarms.map((alarm) => [String(alarm.properties['AlarmName']), alarm] as const);

function dimensionsOf({ properties }: Resource): Record<string, string> {
  return Object.fromEntries(list(properties['Dimensions']).map(({ Name, Value }) => [String(Name), String(Value)]));
}

function list(value: Json | undefined): { [key: string]: Json }[] {
  return Array.isArray(value)
    ? value.flatMap((entry) => (typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? [entry] : []))
    : [];
}

/** What decides when an alarm fires, on one line. */
function summary(alarm: Resource): string {
  const { Namespace, MetricName, Statistic, ExtendedStatistic, Period, Threshold, TreatMissingData, ...rest } =
    alarm.properties;
  const dimensions = Object.entries(dimensionsOf(alarm)).map(([name, value]) => `${name}=${value}`);
  const comparison = String(rest['ComparisonOperator']).replace(/Threshold$/, '');
  return [
    `${Namespace} ${MetricName} ${dimensions.join(' ')}:`,
    `${Statistic ?? ExtendedStatistic} of ${Period} s ${comparison} ${Threshold},`,
    `${rest['DatapointsToAlarm'] ?? 1} of ${rest['EvaluationPeriods']}, ${TreatMissingData}`,
  ].join(' ');
}

test('there are these alarms, with these thresholds, periods and treatments of missing data', () => {
  const once = named.filter(([name]) => !name.endsWith('-b-2_x'));
  expect(Object.fromEntries(once.map(([name, alarm]) => [name, summary(alarm)]))).toMatchInlineSnapshot(`
    {
      "CloudinaryBackup-AssetsUnprotected-demo": "CloudinaryBackup AssetsUnprotected cloud=demo: Maximum of 3600 s GreaterThan 0, 1 of 1, ignore",
      "CloudinaryBackup-BackupLag-demo": "CloudinaryBackup BackupLag cloud=demo: p95 of 900 s GreaterThan 900000, 2 of 3, notBreaching",
      "CloudinaryBackup-BucketCheckNotRunning": "AWS/Lambda Invocations FunctionName=BucketCheckFunction: Sum of 3600 s LessThan 1, 1 of 1, breaching",
      "CloudinaryBackup-BucketConditions": "CloudinaryBackup BucketViolations stack=CloudinaryBackup: Maximum of 3600 s GreaterThan 0, 1 of 1, ignore",
      "CloudinaryBackup-CopiesKeepFailing-demo": "CloudinaryBackup RetryAge cloud=demo: Maximum of 1800 s GreaterThan 3600000, 1 of 1, notBreaching",
      "CloudinaryBackup-DeadLettersBulk": "AWS/SQS ApproximateNumberOfMessagesVisible QueueName=JobsBulkDeadLetterQueue.QueueName: Maximum of 300 s GreaterThan 0, 1 of 1, notBreaching",
      "CloudinaryBackup-DeadLettersLarge": "AWS/SQS ApproximateNumberOfMessagesVisible QueueName=JobsLargeDeadLetterQueue.QueueName: Maximum of 300 s GreaterThan 0, 1 of 1, notBreaching",
      "CloudinaryBackup-DeadLettersLive": "AWS/SQS ApproximateNumberOfMessagesVisible QueueName=JobsLiveDeadLetterQueue.QueueName: Maximum of 300 s GreaterThan 0, 1 of 1, notBreaching",
      "CloudinaryBackup-FunctionErrorsBucketCheck": "AWS/Lambda Errors FunctionName=BucketCheckFunction: Sum of 3600 s GreaterThanOrEqualTo 2, 1 of 1, notBreaching",
      "CloudinaryBackup-FunctionErrorsLargeWorker": "AWS/Lambda Errors FunctionName=RevisionsLargeWorker: Sum of 3600 s GreaterThanOrEqualTo 2, 1 of 1, notBreaching",
      "CloudinaryBackup-FunctionErrorsWebhook": "AWS/Lambda Errors FunctionName=NotificationsWebhook: Sum of 3600 s GreaterThanOrEqualTo 2, 1 of 1, notBreaching",
      "CloudinaryBackup-FunctionErrorsWorker": "AWS/Lambda Errors FunctionName=RevisionsWorker: Sum of 3600 s GreaterThanOrEqualTo 2, 1 of 1, notBreaching",
      "CloudinaryBackup-FunctionThrottlesLargeWorker": "AWS/Lambda Throttles FunctionName=RevisionsLargeWorker: Sum of 300 s GreaterThanOrEqualTo 1, 2 of 3, notBreaching",
      "CloudinaryBackup-FunctionThrottlesWebhook": "AWS/Lambda Throttles FunctionName=NotificationsWebhook: Sum of 300 s GreaterThanOrEqualTo 1, 2 of 3, notBreaching",
      "CloudinaryBackup-FunctionThrottlesWorker": "AWS/Lambda Throttles FunctionName=RevisionsWorker: Sum of 300 s GreaterThanOrEqualTo 1, 2 of 3, notBreaching",
      "CloudinaryBackup-InventoryFailed": "AWS/States ExecutionsFailed StateMachineArn=arn:aws:states:eu-west-1:111122223333:stateMachine:CloudinaryBackup-Inventory: Sum of 3600 s GreaterThanOrEqualTo 1, 1 of 1, notBreaching",
      "CloudinaryBackup-InventoryNotCompleted-demo": "CloudinaryBackup InventoryRuns cloud=demo: Sum of 46800 s LessThan 1, 2 of 2, breaching",
      "CloudinaryBackup-LibraryShrank-demo": "CloudinaryBackup LibraryShrinkage cloud=demo: Maximum of 3600 s GreaterThan 20, 1 of 1, notBreaching",
      "CloudinaryBackup-OldestLiveMessage": "AWS/SQS ApproximateAgeOfOldestMessage QueueName=JobsLiveQueue.QueueName: Maximum of 300 s GreaterThan 900, 1 of 1, notBreaching",
      "CloudinaryBackup-OtherRejections-demo": "CloudinaryBackup SignatureRejections cloud=demo reason=other: Sum of 300 s GreaterThanOrEqualTo 1, 3 of 6, notBreaching",
      "CloudinaryBackup-RevisionsLost-demo": "CloudinaryBackup RevisionsLost cloud=demo: Sum of 3600 s GreaterThanOrEqualTo 1, 1 of 1, notBreaching",
      "CloudinaryBackup-RevisionsTooLarge-demo": "CloudinaryBackup RevisionsTooLarge cloud=demo: Sum of 3600 s GreaterThanOrEqualTo 1, 1 of 1, notBreaching",
      "CloudinaryBackup-RevisionsUnverifiable-demo": "CloudinaryBackup RevisionsUnverifiable cloud=demo: Sum of 3600 s GreaterThanOrEqualTo 1, 1 of 1, notBreaching",
      "CloudinaryBackup-SignatureRejections-demo": "CloudinaryBackup SignatureRejections cloud=demo reason=mismatch: Sum of 300 s GreaterThanOrEqualTo 1, 3 of 6, notBreaching",
      "CloudinaryBackup-TriggersRepaired-demo": "CloudinaryBackup TriggersRepaired cloud=demo: Sum of 3600 s GreaterThanOrEqualTo 1, 1 of 1, notBreaching",
      "CloudinaryBackup-UnknownCloudDeliveries": "CloudinaryBackup SignatureRejections cloud=unknown reason=other: Sum of 300 s GreaterThanOrEqualTo 1, 3 of 6, notBreaching",
      "CloudinaryBackup-VerifyFailed": "AWS/States ExecutionsFailed StateMachineArn=arn:aws:states:eu-west-1:111122223333:stateMachine:CloudinaryBackup-Verify: Sum of 3600 s GreaterThanOrEqualTo 1, 1 of 1, notBreaching",
      "CloudinaryBackup-VerifyFoundDamaged-demo": "CloudinaryBackup RevisionsDamaged cloud=demo: Maximum of 3600 s GreaterThan 0, 1 of 1, ignore",
      "CloudinaryBackup-VerifyFoundMissing-demo": "CloudinaryBackup RevisionsMissing cloud=demo: Maximum of 3600 s GreaterThan 0, 1 of 1, ignore",
      "CloudinaryBackup-VerifyNotRunning-demo": "CloudinaryBackup VerifyRuns cloud=demo: Sum of 86400 s LessThan 1, 7 of 7, breaching",
      "CloudinaryBackup-WebhookFailures": "AWS/ApiGateway 5xx ApiId=NotificationsApi: Sum of 300 s GreaterThanOrEqualTo 1, 2 of 3, notBreaching",
      "CloudinaryBackup-WebhookRefusals": "AWS/ApiGateway 4xx ApiId=NotificationsApi: Sum of 300 s GreaterThanOrEqualTo 100, 1 of 1, notBreaching",
    }
  `);
});

describe.each(named)('the alarm %s', (_, { properties }) => {
  test('says in one sentence what has happened, and leads to the runbook', () => {
    expect(properties['AlarmDescription']).toMatch(/^[A-Z][^.!?]+\. docs\/runbook\.md#[a-z-]+$/);
  });

  test('tells the topic when it fires and when it is over', () => {
    expect(properties['AlarmActions']).toEqual([TOPIC]);
    expect(properties['OKActions']).toEqual([TOPIC]);
    expect(properties).not.toHaveProperty('ActionsEnabled');
  });

  test('is no metric math, which the local cloud does not have', () => {
    expect(properties).not.toHaveProperty('Metrics');
  });
});

test('no alarm is made of others', () => {
  expect(twoClouds.ofType('AWS::CloudWatch::CompositeAlarm')).toEqual([]);
});

test('metrics of the pipeline are watched with exactly the dimensions that they are published with', () => {
  const own = alarms.filter(({ properties }) => properties['Namespace'] === METRIC_NAMESPACE);
  expect(own.length).toBeGreaterThanOrEqual(5 * CLOUDS.length);
  const unknown = own.filter(
    (alarm) => !isPublished(String(alarm.properties['MetricName']), dimensionsOf(alarm), [...CLOUDS, UNKNOWN_CLOUD]),
  );
  expect(unknown.map(summary)).toEqual([]);
});

test('every cloud has the same alarms of its own', () => {
  const of = (cloud: string) =>
    named
      .filter(([name]) => name.endsWith(`-${cloud}`))
      .map(([name, alarm]) => `${name} ${summary(alarm)}`.replaceAll(cloud, '<cloud>'));
  expect(of('demo')).toHaveLength(14);
  // But for the one about triggers, where those are not ours to register.
  expect(of('b-2_x')).toEqual(of('demo').filter((alarm) => !alarm.includes('TriggersRepaired')));
});

describe('the runbook', () => {
  const runbook = readFileSync(join(REPOSITORY, 'docs/runbook.md'), 'utf8');
  const linked = new Set(alarms.map(({ properties }) => String(properties['AlarmDescription']).split('#')[1]));
  const headings = (text: string) => anchors(text.replaceAll(/^(?:#|#{3,}) .*$/gm, ''));

  test('has a section for every alarm', () => {
    expect(headings(runbook)).toEqual(expect.arrayContaining([...linked]));
  });

  test('has no section between its beginning and the procedures that no alarm leads to', () => {
    const [, alarmPart = ''] = /^## Before you begin$(.*)^## Procedures$/ms.exec(runbook) ?? [];
    expect(headings(alarmPart).length).toBeGreaterThan(0);
    expect(headings(alarmPart).filter((heading) => !linked.has(heading))).toEqual([]);
  });
});

describe('alarms about runs that do not come', () => {
  const silence = (context: object) =>
    new SynthesizedStack({ clouds: { demo: {} }, ...context })
      .ofType('AWS::CloudWatch::Alarm')
      .filter(({ id }) => /NotCompleted|NotRunningdemo/.test(id))
      .map(({ properties: { MetricName, Period, EvaluationPeriods } }) => [MetricName, Period, EvaluationPeriods]);

  test('look back longer than the schedule leaves gaps', () => {
    expect(silence({ inventory: { schedule: 'cron(0 4 ? * SUN *)' }, verify: { schedule: 'rate(1 day)' } })).toEqual([
      ['InventoryRuns', 86_400, 7],
      ['VerifyRuns', 46_800, 2],
    ]);
  });

  test('are not there where nothing is scheduled, or less often than CloudWatch looks back', () => {
    expect(silence({ inventory: { schedule: 'off' }, verify: { schedule: 'cron(0 4 1 * ? *)' } })).toEqual([]);
  });
});

test('the share by which the library may shrink is a percentage of the alarm', () => {
  const stack = new SynthesizedStack({ clouds: { demo: {} }, inventory: { shrinkAlarmShare: 0.05 } });
  expect(stack.one('AlarmsLibraryShrankdemo').properties['Threshold']).toBe(5);
});

describe('settings', () => {
  test('name the alarms after the stack, link to where the team reads the runbook, and mail each address once', () => {
    const stack = new SynthesizedStack({
      clouds: { demo: {} },
      stackName: 'Media',
      alarms: { emails: ['a@example.com', 'b@example.com', 'a@example.com'], runbookUrl: 'https://wiki.example/run' },
    });
    expect(stack.one('AlarmsRevisionsLostdemo').properties).toMatchObject({
      AlarmName: 'Media-RevisionsLost-demo',
      AlarmDescription: expect.stringMatching(/\. https:\/\/wiki\.example\/run#revisions-lost$/),
    });
    expect(stack.ofType('AWS::SNS::Subscription').map(({ properties }) => properties)).toEqual([
      { Protocol: 'email', TopicArn: TOPIC, Endpoint: 'a@example.com' },
      { Protocol: 'email', TopicArn: TOPIC, Endpoint: 'b@example.com' },
    ]);
  });

  test('mail nobody by default', () => {
    expect(twoClouds.ofType('AWS::SNS::Subscription')).toEqual([]);
  });
});

describe("the topic's policy", () => {
  const alarm = (account: string) => `arn:aws:cloudwatch:${REGION}:${account}:alarm:CloudinaryBackup-DeadLettersLive`;
  const policy = {
    Version: '2012-10-17',
    Statement: statements(twoClouds.one('AlarmsTopicPolicy').properties['PolicyDocument']),
  };
  const publish = async (principal: string, context: Record<string, string>) => {
    const isService = principal.endsWith('.amazonaws.com');
    const result = await runSimulation(
      {
        request: {
          principal,
          action: 'sns:Publish',
          resource: { resource: TOPIC, accountId: ACCOUNT },
          contextVariables: { 'aws:SecureTransport': 'true', ...context },
        },
        // A service has no policies of its own; the role may do everything that the topic does not forbid.
        identityPolicies: isService
          ? []
          : [
              {
                name: 'all',
                policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
              },
            ],
        resourcePolicy: policy,
        serviceControlPolicies: [],
        resourceControlPolicies: [],
      },
      {},
    );
    if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors));
    return result.overallResult;
  };
  const OURS = { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': alarm(ACCOUNT) };
  const THEIRS = { 'aws:SourceAccount': '999999999999', 'aws:SourceArn': alarm('999999999999') };
  const CLOUDWATCH = 'cloudwatch.amazonaws.com';
  const DEPLOYER = `arn:aws:iam::${ACCOUNT}:role/deployer`;
  const STRANGER = 'arn:aws:iam::999999999999:role/admin';

  test.each([
    ['Allowed', 'CloudWatch, for an alarm of this account', CLOUDWATCH, OURS],
    ['ImplicitlyDenied', 'CloudWatch, for an alarm of another account', CLOUDWATCH, THEIRS],
    [
      'ImplicitlyDenied',
      'CloudWatch, with the account alone forged',
      CLOUDWATCH,
      { ...THEIRS, 'aws:SourceAccount': ACCOUNT },
    ],
    ['ImplicitlyDenied', 'CloudWatch, for something that is no alarm', CLOUDWATCH, { ...OURS, 'aws:SourceArn': TOPIC }],
    ['ImplicitlyDenied', 'another service', 'events.amazonaws.com', OURS],
    ['Allowed', 'a role of this account that may publish', DEPLOYER, {}],
    ['ExplicitlyDenied', 'the same, unencrypted', DEPLOYER, { 'aws:SecureTransport': 'false' }],
    ['ExplicitlyDenied', 'CloudWatch, unencrypted', CLOUDWATCH, { ...OURS, 'aws:SecureTransport': 'false' }],
    ['ImplicitlyDenied', 'another account', STRANGER, {}],
  ] as const)('%s: %s', async (verdict, _, principal, context) => {
    expect(await publish(principal, context)).toBe(verdict);
  });
});
