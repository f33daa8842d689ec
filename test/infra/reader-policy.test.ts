import { describe, expect, test } from 'vitest';
import { holdsFor, type Principal } from './evaluate-request.ts';
import { ACCOUNT, BUCKET, type Statement, SynthesizedStack } from './synthesized-stack.ts';
import { TWO_CLOUDS, twoClouds } from './two-clouds.ts';

const stack = new SynthesizedStack({ ...TWO_CLOUDS, readerPolicy: true });
const [policy, ...others] = stack.ofType('AWS::IAM::ManagedPolicy');

test('there is a policy for readers only if it is configured', () => {
  expect(twoClouds.ofType('AWS::IAM::ManagedPolicy')).toEqual([]);
  expect(twoClouds.outputs).not.toHaveProperty('ReaderPolicyArn');
});

test('the policy lists and reads revisions, and is attached to no one', () => {
  expect(others).toEqual([]);
  expect(policy?.properties).toEqual({
    Description: 'Lists and reads the revisions in the backup bucket',
    Path: '/',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'ListRevisions',
          Effect: 'Allow',
          Action: 's3:ListBucket',
          Resource: BUCKET,
          Condition: { StringLike: { 's3:prefix': 'pipeline/res/*' } },
        },
        { Sid: 'ReadRevisions', Effect: 'Allow', Action: 's3:GetObject', Resource: `${BUCKET}/pipeline/res/*` },
      ],
    },
  });
  expect(stack.outputs['ReaderPolicyArn']).toBe('ReaderPolicy');
});

describe('a user with that policy only', () => {
  const arn = `arn:aws:iam::${ACCOUNT}:user/imagekit`;
  const statements: readonly Statement[] = Object(policy?.properties['PolicyDocument']).Statement;
  const reader: Principal = { arn, roleArn: arn, statements };
  const FOLDER = { 's3:prefix': 'pipeline/res/demo/image/upload/a/' };
  const ONCE = { 's3:ObjectCreationOperation': 'true', 's3:if-none-match': '*' };

  holdsFor(stack, reader, [
    ['s3:ListBucket', BUCKET, 'Allowed', FOLDER],
    ['s3:ListBucket', BUCKET, 'Allowed', { 's3:prefix': 'pipeline/res/' }],
    ['s3:ListBucket', BUCKET, 'ImplicitlyDenied', { 's3:prefix': 'pipeline/journal/' }],
    ['s3:ListBucket', BUCKET, 'ImplicitlyDenied', { 's3:prefix': 'pipeline/' }],
    ['s3:ListBucket', BUCKET, 'ImplicitlyDenied', { 's3:prefix': 'res/demo/' }],
    ['s3:ListBucket', BUCKET, 'ImplicitlyDenied'],
    ['s3:GetObject', `${BUCKET}/pipeline/res/demo/image/upload/a/1700000000.jpg`, 'Allowed'],
    ['s3:GetObject', `${BUCKET}/pipeline/res/b-2_x/raw/upload/a/1700000000`, 'Allowed'],
    ['s3:GetObject', `${BUCKET}/pipeline/journal/demo/2026/11/21/09/01.ndjson`, 'ImplicitlyDenied'],
    ['s3:GetObject', `${BUCKET}/res/demo/image/upload/a/1700000000.jpg`, 'ImplicitlyDenied'],
    ['s3:GetObject', `${BUCKET}/.wellknown/cloudinary/demo`, 'ImplicitlyDenied'],
    ['s3:PutObject', `${BUCKET}/pipeline/res/demo/image/upload/a/1700000001.jpg`, 'ImplicitlyDenied', ONCE],
    ['s3:DeleteObject', `${BUCKET}/pipeline/res/demo/image/upload/a/1700000000.jpg`, 'ExplicitlyDenied'],
    ['s3:GetBucketPolicy', BUCKET, 'ImplicitlyDenied'],
    ['s3:PutBucketPolicy', BUCKET, 'ImplicitlyDenied'],
    [
      's3:GetObject',
      `${BUCKET}/pipeline/res/demo/image/upload/a/1700000000.jpg`,
      'ExplicitlyDenied',
      { 'aws:SecureTransport': 'false' },
    ],
  ]);
});
