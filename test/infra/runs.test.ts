import { describe, expect, test } from 'vitest';
import { ACCOUNT, REGION, SynthesizedStack, statements } from './synthesized-stack.ts';
import { TWO_CLOUDS, twoClouds } from './two-clouds.ts';

function fn(name: string) {
  return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
}

function machineArn(name: string) {
  return `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:CloudinaryBackup-${name}`;
}

interface StateMachine {
  readonly StartAt: string;
  readonly States: { readonly [name: string]: { readonly [key: string]: unknown } };
}

function definitionOf(stack: SynthesizedStack, id: string): StateMachine {
  return JSON.parse(String(stack.one(id).properties['DefinitionString']));
}

const inventory = definitionOf(twoClouds, 'InventoryRunsMachine');
const verify = definitionOf(twoClouds, 'VerifyRunsMachine');

describe.each([
  ['Inventory', inventory],
  ['Verify', verify],
])('the state machine %s', (name, { StartAt, States }) => {
  test('is a standard one named after the stack, without log and traces', () => {
    expect(twoClouds.one(`${name}RunsMachine`).properties).toMatchObject({
      StateMachineName: `CloudinaryBackup-${name}`,
      StateMachineType: 'STANDARD',
      LoggingConfiguration: { Level: 'OFF' },
      TracingConfiguration: { Enabled: false },
    });
  });

  test('passes each step the execution, its input, the checks and the result of the previous step', () => {
    expect(StartAt).toBe('Begin');
    expect(States['Begin']).toMatchObject({ Type: 'Pass', Result: { checks: {}, last: {} } });
    expect(States['Step']).toMatchObject({
      Type: 'Task',
      Resource: fn(`${name}Function`),
      Parameters: {
        execution: { 'arn.$': '$$.Execution.Id', 'startedAt.$': '$$.Execution.StartTime' },
        'input.$': '$$.Execution.Input',
        'retries.$': '$$.State.RetryCount',
        'checks.$': '$.checks',
        'last.$': '$.last',
      },
      ResultPath: '$.last',
      Next: 'Next',
    });
  });

  test('repeats a failed step, with growing waits', () => {
    expect(States['Step']?.['Retry']).toEqual([
      {
        ErrorEquals: ['States.ALL'],
        IntervalSeconds: 2,
        BackoffRate: 2,
        MaxAttempts: 10,
        MaxDelaySeconds: 300,
        JitterStrategy: 'FULL',
      },
    ]);
    expect(States['Step']).not.toHaveProperty('Catch');
  });

  test('continues, waits or ends as the function says, and fails if it says nothing', () => {
    expect(States['Next']).toMatchObject({
      Type: 'Choice',
      Choices: [
        { Variable: '$.last.next', StringEquals: 'continue', Next: 'Step' },
        { Variable: '$.last.next', StringEquals: 'wait', Next: 'Wait' },
        { Variable: '$.last.next', StringEquals: 'done', Next: 'Done' },
        { Variable: '$.last.next', StringEquals: 'failed', Next: 'Failed' },
      ],
      Default: 'Misunderstood',
    });
    expect(States['Wait']).toEqual({ Type: 'Wait', TimestampPath: '$.last.until', Next: 'Step' });
    expect(States['Done']).toEqual({ Type: 'Succeed', OutputPath: '$.last.outcome' });
    expect(States['Failed']).toEqual({ Type: 'Fail', ErrorPath: '$.last.error', CausePath: '$.last.reason' });
    expect(States['Misunderstood']).toMatchObject({ Type: 'Fail' });
  });
});

describe('an inventory run', () => {
  test.each([
    ['CheckBucket', 'BucketCheckFunction', '$.checks.bucket', 'CheckTriggers'],
    ['CheckTriggers', 'InventoryTriggerCheck', '$.checks.triggers', 'Step'],
  ])('begins with %s, which never prevents it', (name, id, ResultPath, Next) => {
    expect(inventory.States[name]).toMatchObject({
      Type: 'Task',
      Resource: fn(id),
      Parameters: { 'cloud.$': '$$.Execution.Input.cloud' },
      ResultPath,
      Next,
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath, Next }],
    });
  });

  test('begins with its checks in this order; a verify run has none', () => {
    expect(inventory.States['Begin']).toMatchObject({ Next: 'CheckBucket' });
    expect(verify.States['Begin']).toMatchObject({ Next: 'Step' });
    expect(Object.keys(verify.States)).not.toContain('CheckBucket');
  });

  test('checks no triggers if the stack registers none', () => {
    const manual = new SynthesizedStack({ clouds: { demo: { triggers: 'manual' } } });
    const { States } = definitionOf(manual, 'InventoryRunsMachine');
    expect(States['CheckBucket']).toMatchObject({ Next: 'Step' });
    expect(Object.keys(States)).not.toContain('CheckTriggers');
    expect(manual.resources.filter(({ id }) => id.includes('TriggerCheck'))).toEqual([]);
  });
});

describe('the role of a state machine', () => {
  test.each([
    ['Inventory', ['BucketCheckFunction', 'InventoryTriggerCheck', 'InventoryFunction']],
    ['Verify', ['VerifyFunction']],
  ])('%s may call its functions, and nothing else', (name, functions) => {
    const { properties } = twoClouds.one(`${name}RunsMachineRoleDefaultPolicy`);
    expect(statements(properties['PolicyDocument'])).toEqual(
      functions.map((id) => ({
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource: [fn(id), `${fn(id)}:*`],
      })),
    );
    expect(twoClouds.one(`${name}RunsMachineRole`).properties['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [{ Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } }],
    });
  });
});

describe('schedules', () => {
  const of = (stack: SynthesizedStack, name: string) =>
    stack
      .ofType('AWS::Scheduler::Schedule')
      .filter(({ id }) => id.startsWith(`${name}Schedules`))
      .map(({ properties }) => properties);

  test.each([
    ['Inventory', 'cron(30 2 * * ? *)'],
    ['Verify', 'cron(30 4 ? * SUN *)'],
  ])('start an execution of %s for each cloud, not all at once', (name, ScheduleExpression) => {
    expect(of(twoClouds, name)).toMatchObject(
      ['demo', 'b-2_x'].map((cloud) => ({
        ScheduleExpression,
        ScheduleExpressionTimezone: 'Etc/UTC',
        State: 'ENABLED',
        FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
        Target: {
          Arn: machineArn(name),
          RoleArn: `arn:aws:iam::${ACCOUNT}:role/${name}SchedulesRole`,
          Input: JSON.stringify({ cloud, reason: 'schedule' }),
          RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 3 },
        },
      })),
    );
  });

  test.each(['Inventory', 'Verify'])('of %s may start its executions, and nothing else', (name) => {
    const { properties } = twoClouds.one(`${name}SchedulesRoleDefaultPolicy`);
    expect(statements(properties['PolicyDocument'])).toEqual([
      { Effect: 'Allow', Action: 'states:StartExecution', Resource: machineArn(name) },
    ]);
    expect(twoClouds.one(`${name}SchedulesRole`).properties['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
        },
      ],
    });
  });

  test('have the configured times, and verify reads what is configured', () => {
    const stack = new SynthesizedStack({
      clouds: { demo: {} },
      inventory: { schedule: 'rate(12 hours)', timezone: 'Europe/Berlin' },
      verify: { schedule: 'cron(0 1 ? * MON *)', readData: '2%' },
    });
    expect(of(stack, 'Inventory')).toMatchObject([
      { ScheduleExpression: 'rate(12 hours)', ScheduleExpressionTimezone: 'Europe/Berlin' },
    ]);
    expect(of(stack, 'Verify')).toMatchObject([
      {
        ScheduleExpression: 'cron(0 1 ? * MON *)',
        ScheduleExpressionTimezone: 'Europe/Berlin',
        Target: { Input: '{"cloud":"demo","reason":"schedule","readData":"2%"}' },
      },
    ]);
    const elsewhere = new SynthesizedStack({ clouds: { demo: {} }, verify: { timezone: 'Asia/Tokyo' } });
    expect(of(elsewhere, 'Verify')).toMatchObject([{ ScheduleExpressionTimezone: 'Asia/Tokyo' }]);
  });

  test('do not exist when they are off, and neither does their role', () => {
    const stack = new SynthesizedStack({ ...TWO_CLOUDS, inventory: { schedule: 'off' }, verify: { schedule: 'off' } });
    expect(stack.resources.filter(({ id }) => /^(Inventory|Verify)Schedules/.test(id))).toEqual([]);
    expect(stack.ofType('AWS::StepFunctions::StateMachine')).toHaveLength(2);
  });
});

test('a machine has a name that AWS accepts, even with a long name of the stack', () => {
  const stack = new SynthesizedStack({ clouds: { demo: {} }, stackName: 'S'.repeat(128) });
  const names = stack
    .ofType('AWS::StepFunctions::StateMachine')
    .map(({ properties }) => String(properties['StateMachineName']));
  expect(names.map((name) => name.length)).toEqual([80, 80]);
  expect(names[0]).toMatch(/^S+-Inventory$/);
});
