import { describe, expect, test } from 'vitest';
import { ACCOUNT, type Json, REGION, SynthesizedStack } from './synthesized-stack.ts';
import { testRequests } from './test-requests.ts';
import { TWO_CLOUDS, twoClouds } from './two-clouds.ts';

const BUCKET = 'arn:aws:s3:::media-backup';
const DEPLOYMENT = `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-${REGION}`;
const adopted = new SynthesizedStack({ ...TWO_CLOUDS, existingBucket: 'media-backup' });

function variablesOf(stack: SynthesizedStack, id: string): Record<string, string> {
  const { Variables } = Object(stack.one(id).properties['Environment']);
  return Variables;
}

describe('with an existing bucket', () => {
  const adoption = adopted.one('BackupAdoption');

  test('the stack creates none, and no policy that CloudFormation would delete', () => {
    expect(adopted.ofType('AWS::S3::Bucket')).toEqual([]);
    expect(adopted.ofType('AWS::S3::BucketPolicy')).toEqual([]);
    expect(adopted.outputs['BucketName']).toBe('media-backup');
  });

  test('a function adopts it, again whenever the policy or a setting changes', () => {
    expect(adoption.properties).toEqual({
      ServiceToken: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:BackupAdoptionFunction`,
      ServiceTimeout: '120',
      Bucket: 'media-backup',
      Policy: expect.arrayContaining([expect.objectContaining({ Sid: 'WriteOnce', Effect: 'Deny' })]),
      ObjectOwnership: 'BucketOwnerEnforced',
    });
  });

  test('nothing is undone when the stack is deleted', () => {
    expect(adoption).toMatchObject({ deletionPolicy: 'Retain', updateReplacePolicy: 'Retain' });
  });

  test('it gets the same policy as a bucket of the stack, so that two stacks with one bucket raise no alarms about each other', () => {
    // CDK writes a list with one entry as that entry.
    const plain = (value: Json): Json => {
      if (Array.isArray(value)) return value.length === 1 ? plain(value[0] ?? null) : value.map(plain);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plain(entry)]));
    };
    const text = JSON.stringify(twoClouds.bucketStatements().map(plain));
    const ofIts = text.replaceAll('arn:aws:s3:::BackupBucket', BUCKET);
    expect(plain(adoption.properties['Policy'] ?? null)).toEqual(JSON.parse(ofIts));
  });

  test('nothing is written, not even a marker, before it is adopted', () => {
    const writers = [
      ...adopted.ofType('AWS::Lambda::EventSourceMapping'),
      ...adopted.ofType('Custom::CloudinaryMarker'),
    ];
    expect(writers).toHaveLength(5);
    for (const { dependsOn } of writers) expect(dependsOn).toContain('BackupAdoption');
  });

  test('adoption and check use the same settings', () => {
    const variables = variablesOf(adopted, 'BackupAdoptionFunction');
    expect(variablesOf(adopted, 'BucketCheckFunction')).toMatchObject(variables);
    const { BUCKET_SETTINGS = '', ...others } = variables;
    expect(others).toEqual({ BUCKET_NAME: 'media-backup', ACCOUNT });
    expect(JSON.parse(BUCKET_SETTINGS)).toEqual({
      bucketArn: BUCKET,
      clouds: ['demo', 'b-2_x'],
      cloudinaryGrant: 'backup',
      objectOwnership: 'BucketOwnerEnforced',
      operatorRoleArn: TWO_CLOUDS.operatorRoleArn,
      deploymentRoleArn: DEPLOYMENT,
      adopted: true,
    });
  });

  test('outputs say that it is adopted; its other settings are those of a bucket of the stack', () => {
    const settingsOf = (stack: SynthesizedStack) => JSON.parse(stack.outputs['BucketSettings'] ?? '');
    expect(settingsOf(adopted)).toEqual({ ...settingsOf(twoClouds), bucketArn: BUCKET, adopted: true });
  });

  test('the stack has one function more than with a bucket of its own', () => {
    const names = (stack: SynthesizedStack) => stack.ofType('AWS::Lambda::Function').map(({ id }) => id);
    expect(names(adopted).toSorted()).toEqual([...names(twoClouds), 'BackupAdoptionFunction'].toSorted());
  });
});

describe('what the adopting function may do', () => {
  test('statement by statement', () => {
    expect(adopted.statementsOf('BackupAdoptionFunction')).toEqual([
      {
        Sid: 'WriteLog',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:BackupAdoptionFunctionLog:*`,
      },
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
        Sid: 'GuardBucket',
        Effect: 'Allow',
        Action: [
          's3:PutBucketPolicy',
          's3:PutEncryptionConfiguration',
          's3:PutBucketPublicAccessBlock',
          's3:PutBucketOwnershipControls',
        ],
        Resource: BUCKET,
      },
    ]);
  });

  testRequests(adopted, 'BackupAdoptionFunction', {
    Allowed: [
      's3:PutBucketPolicy',
      's3:PutBucketPublicAccessBlock',
      's3:PutBucketOwnershipControls',
      's3:GetBucketPolicy',
      's3:GetLifecycleConfiguration',
    ],
    ImplicitlyDenied: [
      's3:PutBucketPolicy arn:aws:s3:::media-backup-2',
      's3:DeleteBucketPolicy',
      's3:DeleteBucket',
      's3:GetObject pipeline/res/demo/x',
      's3:PutObject .wellknown/cloudinary/demo',
      'sqs:SendMessage LiveQueue',
    ],
    ExplicitlyDenied: [
      // Once the policy is in place: nothing denies it before.
      's3:PutEncryptionConfiguration',
      's3:PutBucketAcl',
      's3:PutBucketVersioning',
      's3:PutLifecycleConfiguration',
      's3:DeleteObject pipeline/res/demo/x',
    ],
  });
});
