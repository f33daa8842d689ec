import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { describe, expect, test } from 'vitest';
import { METRIC_NAMESPACE, UNKNOWN_CLOUD } from '#shared/domain/metrics.ts';
import { anchors, REPOSITORY } from '../docs/markdown-files.ts';
import { isPublished } from './published-metrics.ts';
import { ACCOUNT, type Json, REGION, type Resource, SynthesizedStack, statements } from './synthesized-stack.ts';
import { TWO_CLOUDS, twoClouds } from './two-clouds.ts';

const CLOUDS = Object.keys(TWO_CLOUDS.clouds);
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:AlarmsTopic`;
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

test('the alarms, with their thresholds, periods and treatment of missing data, match the snapshot', () => {
  expect(Object.fromEntries(named.map(([name, alarm]) => [name, summary(alarm)]))).toMatchSnapshot();
});

describe.each(named)('the alarm %s', (_, { properties }) => {
  test('says what is wrong and what that costs, in a sentence each, and links to the runbook', () => {
    expect(properties['AlarmDescription']).toMatch(/^(?:[A-Z][^.!?]+\. ){2}docs\/runbook\.md#[a-z-]+$/);
    expect(String(properties['AlarmDescription']).replace(/ docs.*/, '').length).toBeLessThanOrEqual(200);
  });

  test('notifies the topic when it fires and when it clears', () => {
    expect(properties['AlarmActions']).toEqual([TOPIC]);
    expect(properties['OKActions']).toEqual([TOPIC]);
    expect(properties).not.toHaveProperty('ActionsEnabled');
  });

  test('uses no metric math, which the local cloud does not have', () => {
    expect(properties).not.toHaveProperty('Metrics');
  });
});

test('no alarm consists of others', () => {
  expect(twoClouds.ofType('AWS::CloudWatch::CompositeAlarm')).toEqual([]);
});

test('alarms on metrics of the pipeline have exactly the dimensions that these are published with', () => {
  const own = alarms.filter(({ properties }) => properties['Namespace'] === METRIC_NAMESPACE);
  expect(own.length).toBeGreaterThanOrEqual(5 * CLOUDS.length);
  const unknown = own.filter(
    (alarm) => !isPublished(String(alarm.properties['MetricName']), dimensionsOf(alarm), [...CLOUDS, UNKNOWN_CLOUD]),
  );
  expect(unknown.map(summary)).toEqual([]);
});

test('every cloud has the same alarms of its own', () => {
  const of = (cloud: string) =>
    named.flatMap(([name]) => (name.endsWith(`-${cloud}`) ? [name.slice(0, -cloud.length)] : []));
  expect(of('demo')).toHaveLength(17);
  // Except for the one about triggers, which needs triggers that the stack registers.
  expect(of('b-2_x')).toEqual(of('demo').filter((name) => !name.includes('TriggersRepaired')));
});

describe('the runbook', () => {
  const runbook = readFileSync(join(REPOSITORY, 'docs/runbook.md'), 'utf8');
  const linked = new Set(alarms.map(({ properties }) => String(properties['AlarmDescription']).split('#')[1]));
  const headings = (text: string) => anchors(text.replaceAll(/^(?:#|#{3,}) .*$/gm, ''));

  test('has a section for every alarm', () => {
    expect(headings(runbook)).toEqual(expect.arrayContaining([...linked]));
  });

  test('has no section without an alarm between its beginning and the procedures', () => {
    const [, alarmPart = ''] = /^## Before you begin$(.*)^## Procedures$/ms.exec(runbook) ?? [];
    expect(headings(alarmPart).length).toBeGreaterThan(0);
    expect(headings(alarmPart).filter((heading) => !linked.has(heading))).toEqual([]);
  });
});

describe('alarms about runs that do not finish', () => {
  const silence = (context: object) =>
    new SynthesizedStack({ clouds: { demo: {} }, ...context })
      .ofType('AWS::CloudWatch::Alarm')
      .filter(({ id }) => /NotCompleted|NotRunningdemo/.test(id))
      .map(({ properties: { MetricName, Period, EvaluationPeriods } }) => [MetricName, Period, EvaluationPeriods]);

  test('look back further than the longest gap of the schedule', () => {
    expect(silence({ inventory: { schedule: 'cron(0 4 ? * SUN *)' }, verify: { schedule: 'rate(1 day)' } })).toEqual([
      ['InventoryRuns', 86_400, 7],
      ['VerifyRuns', 46_800, 2],
    ]);
  });

  test('do not exist if nothing is scheduled, or less often than CloudWatch looks back', () => {
    expect(silence({ inventory: { schedule: 'off' }, verify: { schedule: 'cron(0 4 1 * ? *)' } })).toEqual([]);
  });
});

test('the share by which the library may shrink is a percentage in the alarm', () => {
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

  test('mail no one by default', () => {
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
        // A service has no policies of its own; the role may do everything that the topic's policy does not forbid.
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
    [
      'ImplicitlyDenied',
      'CloudWatch, for something that is not an alarm',
      CLOUDWATCH,
      { ...OURS, 'aws:SourceArn': TOPIC },
    ],
    ['ImplicitlyDenied', 'another service', 'events.amazonaws.com', OURS],
    ['Allowed', 'a role of this account that may publish', DEPLOYER, {}],
    ['ExplicitlyDenied', 'the same, unencrypted', DEPLOYER, { 'aws:SecureTransport': 'false' }],
    ['ExplicitlyDenied', 'CloudWatch, unencrypted', CLOUDWATCH, { ...OURS, 'aws:SecureTransport': 'false' }],
    ['ImplicitlyDenied', 'another account', STRANGER, {}],
  ] as const)('%s: %s', async (verdict, _, principal, context) => {
    expect(await publish(principal, context)).toBe(verdict);
  });
});
