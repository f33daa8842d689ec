import { describe, expect, test } from 'vitest';
import { ACCOUNT, BUCKET, REGION, type Statement } from './synthesized-stack.ts';
import { twoClouds } from './two-clouds.ts';

function queue(name: string) {
  return `arn:aws:sqs:${REGION}:${ACCOUNT}:Jobs${name}`;
}
function parameter(name: string) {
  return `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/${name}`;
}
function writeLog(functionId: string): Statement {
  return {
    Sid: 'WriteLog',
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${functionId}Log:*`,
  };
}
function credentials(...names: string[]): Statement {
  return {
    Sid: 'ReadCredentials',
    Effect: 'Allow',
    Action: 'ssm:GetParameter',
    Resource: names.length === 1 ? parameter(names[0] ?? '') : names.map(parameter),
  };
}

function workerStatements(functionId: string, sources: Statement['Resource'] = []): Statement[] {
  return [
    writeLog(functionId),
    { Sid: 'ListBucket', Effect: 'Allow', Action: 's3:ListBucket', Resource: BUCKET },
    {
      Sid: 'ReadObjects',
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: [
        `${BUCKET}/pipeline/res/demo/*`,
        `${BUCKET}/pipeline/journal/demo/*`,
        `${BUCKET}/pipeline/res/b-2_x/*`,
        `${BUCKET}/pipeline/journal/b-2_x/*`,
        `${BUCKET}/res/demo/*`,
      ],
    },
    {
      Sid: 'AddObjects',
      Effect: 'Allow',
      Action: ['s3:PutObject', 's3:AbortMultipartUpload'],
      Resource: [
        `${BUCKET}/pipeline/res/demo/*`,
        `${BUCKET}/pipeline/journal/demo/*`,
        `${BUCKET}/pipeline/res/b-2_x/*`,
        `${BUCKET}/pipeline/journal/b-2_x/*`,
      ],
    },
    {
      Sid: 'TakeJobs',
      Effect: 'Allow',
      Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
      Resource: sources,
    },
    { Sid: 'HandOnLargeJobs', Effect: 'Allow', Action: 'sqs:SendMessage*', Resource: queue('LargeQueue') },
    credentials('cloudinary-backup/demo', 'team/other'),
  ];
}

function objects(...folders: string[]) {
  return ['demo', 'b-2_x'].flatMap((cloud) => folders.map((folder) => `${BUCKET}/pipeline/${folder}/${cloud}/*`));
}
function runStatements(functionId: string, machine: string, written: Statement['Resource'] = []): Statement[] {
  return [
    writeLog(functionId),
    { Sid: 'ListBucket', Effect: 'Allow', Action: 's3:ListBucket', Resource: BUCKET },
    {
      Sid: 'ReadObjects',
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: objects('res', 'journal', 'inventory', 'reports'),
    },
    { Sid: 'AddDocuments', Effect: 'Allow', Action: 's3:PutObject', Resource: written },
    {
      Sid: 'SendJobs',
      Effect: 'Allow',
      Action: 'sqs:SendMessage*',
      Resource: [queue('BulkQueue'), queue('LargeQueue')],
    },
    {
      Sid: 'SeeBacklog',
      Effect: 'Allow',
      Action: 'sqs:GetQueueAttributes',
      Resource: [queue('BulkQueue'), queue('LargeQueue')],
    },
    {
      Sid: 'SeeExecutions',
      Effect: 'Allow',
      Action: 'states:DescribeExecution',
      Resource: `arn:aws:states:${REGION}:${ACCOUNT}:execution:CloudinaryBackup-${machine}:*`,
    },
  ];
}

describe('what each function may do, statement by statement', () => {
  test('the webhook function sends to three queues and reads its parameters', () => {
    expect(twoClouds.statementsOf('NotificationsWebhook')).toEqual([
      writeLog('NotificationsWebhook'),
      {
        Sid: 'SendJobs',
        Effect: 'Allow',
        Action: 'sqs:SendMessage*',
        Resource: [queue('LiveQueue'), queue('LargeQueue'), queue('LiveDeadLetterQueue')],
      },
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
      {
        Sid: 'InspectBucket',
        Effect: 'Allow',
        Action: [
          's3:ListBucket',
          's3:GetBucketVersioning',
          's3:GetLifecycleConfiguration',
          's3:GetBucketObjectLockConfiguration',
          's3:GetBucketPolicy',
          's3:GetEncryptionConfiguration',
          's3:GetBucketPublicAccessBlock',
          's3:GetBucketOwnershipControls',
        ],
        Resource: BUCKET,
      },
      {
        Sid: 'SeeMarkers',
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: [`${BUCKET}/.wellknown/cloudinary/demo`, `${BUCKET}/.wellknown/cloudinary/b-2_x`],
      },
    ]);
  });

  test('the inventory reads everything, writes its documents and the journal, sends jobs, and mails', () => {
    expect(twoClouds.statementsOf('InventoryFunction')).toEqual([
      ...runStatements('InventoryFunction', 'Inventory', objects('journal', 'inventory', 'reports')),
      { Sid: 'SeeUploads', Effect: 'Allow', Action: 's3:ListBucketMultipartUploads', Resource: BUCKET },
      {
        Sid: 'AbortStaleUploads',
        Effect: 'Allow',
        Action: 's3:AbortMultipartUpload',
        Resource: objects('res'),
      },
      credentials('cloudinary-backup/demo', 'team/other'),
      {
        Sid: 'MailReport',
        Effect: 'Allow',
        Action: 'sns:Publish',
        Resource: `arn:aws:sns:${REGION}:${ACCOUNT}:AlarmsTopic`,
      },
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
      { Sid: 'PutMarkers', Effect: 'Allow', Action: 's3:PutObject', Resource: `${BUCKET}/.wellknown/cloudinary/*` },
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
