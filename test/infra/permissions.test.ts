import { describe, expect, test } from 'vitest';
import { inspectBucket, writeLog } from './function-statements.ts';
import { arn, BUCKET, type Statement } from './synthesized-stack.ts';
import { twoClouds } from './two-clouds.ts';

function queue(name: string) {
  return arn('sqs', `Jobs${name}`);
}
function parameter(name: string) {
  return arn('ssm', `parameter/${name}`);
}
/** An allowing statement; CDK writes a list of one as the one. */
function allow(Sid: string, Action: Statement['Action'] = [], Resource: Statement['Resource'] = []): Statement {
  return { Sid, Effect: 'Allow', Action, Resource };
}
function credentials(...names: string[]): Statement {
  return allow(
    'ReadCredentials',
    'ssm:GetParameter',
    names.length === 1 ? parameter(names[0] ?? '') : names.map(parameter),
  );
}

function workerStatements(functionId: string, sources: Statement['Resource'] = []): Statement[] {
  return [
    writeLog(functionId),
    allow('ListBucket', 's3:ListBucket', BUCKET),
    allow('ReadObjects', 's3:GetObject', [
      `${BUCKET}/pipeline/res/demo/*`,
      `${BUCKET}/pipeline/journal/demo/*`,
      `${BUCKET}/pipeline/res/b-2_x/*`,
      `${BUCKET}/pipeline/journal/b-2_x/*`,
      `${BUCKET}/res/demo/*`,
    ]),
    allow(
      'AddObjects',
      ['s3:PutObject', 's3:AbortMultipartUpload'],
      [
        `${BUCKET}/pipeline/res/demo/*`,
        `${BUCKET}/pipeline/journal/demo/*`,
        `${BUCKET}/pipeline/res/b-2_x/*`,
        `${BUCKET}/pipeline/journal/b-2_x/*`,
      ],
    ),
    allow(
      'TakeJobs',
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
      sources,
    ),
    allow('HandOnLargeJobs', 'sqs:SendMessage*', queue('LargeQueue')),
    credentials('cloudinary-backup/demo', 'team/other'),
  ];
}

function objects(...folders: string[]) {
  return ['demo', 'b-2_x'].flatMap((cloud) => folders.map((folder) => `${BUCKET}/pipeline/${folder}/${cloud}/*`));
}
function runStatements(functionId: string, machine: string, written: Statement['Resource'] = []): Statement[] {
  return [
    writeLog(functionId),
    allow('ListBucket', 's3:ListBucket', BUCKET),
    allow('ReadObjects', 's3:GetObject', objects('res', 'journal', 'inventory', 'reports')),
    allow('AddDocuments', 's3:PutObject', written),
    allow('SendJobs', 'sqs:SendMessage*', [queue('BulkQueue'), queue('LargeQueue')]),
    allow('SeeBacklog', 'sqs:GetQueueAttributes', [queue('BulkQueue'), queue('LargeQueue')]),
    allow('SeeExecutions', 'states:DescribeExecution', arn('states', `execution:CloudinaryBackup-${machine}:*`)),
  ];
}

describe('what each function may do, statement by statement', () => {
  test('the webhook function sends to three queues and reads its parameters', () => {
    expect(twoClouds.statementsOf('NotificationsWebhook')).toEqual([
      writeLog('NotificationsWebhook'),
      allow('SendJobs', 'sqs:SendMessage*', [queue('LiveQueue'), queue('LargeQueue'), queue('LiveDeadLetterQueue')]),
      credentials('cloudinary-backup/demo', 'team/other'),
    ]);
  });

  test('the worker adds to the bucket, for its clouds only', () => {
    const sources = [queue('LiveQueue'), queue('BulkQueue')];
    expect(twoClouds.statementsOf('RevisionsWorker')).toEqual(workerStatements('RevisionsWorker', sources));
  });

  test('the large worker does the same from its own queue', () => {
    expect(twoClouds.statementsOf('RevisionsLargeWorker')).toEqual(
      workerStatements('RevisionsLargeWorker', queue('LargeQueue')),
    );
  });

  test('the trigger registration reads the parameters of the clouds that it registers', () => {
    expect(twoClouds.statementsOf('TriggersFunction')).toEqual([
      writeLog('TriggersFunction'),
      credentials('cloudinary-backup/demo'),
    ]);
  });

  test('the check reads the settings of the bucket, and the markers of its clouds', () => {
    expect(twoClouds.statementsOf('BucketCheckFunction')).toEqual([
      writeLog('BucketCheckFunction'),
      inspectBucket(BUCKET),
      allow('SeeMarkers', 's3:GetObject', [
        `${BUCKET}/.wellknown/cloudinary/demo`,
        `${BUCKET}/.wellknown/cloudinary/b-2_x`,
      ]),
    ]);
  });

  test('the inventory reads everything, writes its documents and the journal, sends jobs, and mails', () => {
    expect(twoClouds.statementsOf('InventoryFunction')).toEqual([
      ...runStatements('InventoryFunction', 'Inventory', objects('journal', 'inventory', 'reports')),
      allow('SeeUploads', 's3:ListBucketMultipartUploads', BUCKET),
      allow('AbortStaleUploads', 's3:AbortMultipartUpload', objects('res')),
      credentials('cloudinary-backup/demo', 'team/other'),
      allow('MailReport', 'sns:Publish', arn('sns', 'AlarmsTopic')),
    ]);
  });

  test('verify reads everything, writes reports and sends jobs, and knows no credentials', () => {
    expect(twoClouds.statementsOf('VerifyFunction')).toEqual(
      runStatements('VerifyFunction', 'Verify', objects('reports')),
    );
  });

  test('the check of triggers reads the parameters of the clouds whose triggers are ours', () => {
    expect(twoClouds.statementsOf('InventoryTriggerCheck')).toEqual([
      writeLog('InventoryTriggerCheck'),
      credentials('cloudinary-backup/demo'),
    ]);
  });

  test('the marker function puts markers', () => {
    expect(twoClouds.statementsOf('MarkersFunction')).toEqual([
      writeLog('MarkersFunction'),
      allow('PutMarkers', 's3:PutObject', `${BUCKET}/.wellknown/cloudinary/*`),
    ]);
  });
});

describe('all roles', () => {
  // Those of schedules and state machines are in bucket-check.test.ts and runs.test.ts.
  const roles = twoClouds.ofType('AWS::IAM::Role').filter(({ id }) => !/(Schedules?|Machine)Role$/.test(id));

  test('belong to one function each, and can be taken by Lambda only', () => {
    expect(roles.map(({ id }) => id).toSorted()).toEqual(
      twoClouds
        .ofType('AWS::Lambda::Function')
        .map(({ id }) => `${id}Role`)
        .toSorted(),
    );
    for (const { properties } of roles) {
      expect(properties['AssumeRolePolicyDocument']).toMatchObject({
        Statement: [{ Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      });
    }
  });

  test('have no managed policies and no statements but those above', () => {
    for (const { properties } of roles) expect(Object.keys(properties)).toEqual(['AssumeRolePolicyDocument']);
    // One for each function, one for each cloud whose triggers the stack registers, three for schedules, two for machines.
    expect(twoClouds.ofType('AWS::IAM::Policy')).toHaveLength(15);
    expect(twoClouds.ofType('AWS::IAM::ManagedPolicy')).toEqual([]);
  });
});
