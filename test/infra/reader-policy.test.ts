import { describe, expect, test } from 'vitest';
import { evaluateRequest, type Principal, type Verdict } from './evaluate-request.ts';
import { ACCOUNT, BUCKET, type Statement, SynthesizedStack } from './synthesized-stack.ts';
import { TWO_CLOUDS, twoClouds } from './two-clouds.ts';

const stack = new SynthesizedStack({ ...TWO_CLOUDS, readerPolicy: true });
const [policy, ...others] = stack.ofType('AWS::IAM::ManagedPolicy');

test('there is a policy for readers only where it is asked for', () => {
  expect(twoClouds.ofType('AWS::IAM::ManagedPolicy')).toEqual([]);
  expect(twoClouds.outputs).not.toHaveProperty('ReaderPolicyArn');
});

test('the policy lists and reads revisions, and is attached to nobody', () => {
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

  test.each<[action: string, key: string, verdict: Verdict, context?: Record<string, string>]>([
    ['s3:ListBucket', '', 'Allowed', FOLDER],
    ['s3:ListBucket', '', 'Allowed', { 's3:prefix': 'pipeline/res/' }],
    ['s3:ListBucket', '', 'ImplicitlyDenied', { 's3:prefix': 'pipeline/journal/' }],
    ['s3:ListBucket', '', 'ImplicitlyDenied', { 's3:prefix': 'pipeline/' }],
    ['s3:ListBucket', '', 'ImplicitlyDenied', { 's3:prefix': 'res/demo/' }],
    ['s3:ListBucket', '', 'ImplicitlyDenied'],
    ['s3:GetObject', '/pipeline/res/demo/image/upload/a/1700000000.jpg', 'Allowed'],
    ['s3:GetObject', '/pipeline/res/b-2_x/raw/upload/a/1700000000', 'Allowed'],
    ['s3:GetObject', '/pipeline/journal/demo/2026/11/21/09/01.ndjson', 'ImplicitlyDenied'],
    ['s3:GetObject', '/res/demo/image/upload/a/1700000000.jpg', 'ImplicitlyDenied'],
    ['s3:GetObject', '/.wellknown/cloudinary/demo', 'ImplicitlyDenied'],
    ['s3:PutObject', '/pipeline/res/demo/image/upload/a/1700000001.jpg', 'ImplicitlyDenied', ONCE],
    ['s3:DeleteObject', '/pipeline/res/demo/image/upload/a/1700000000.jpg', 'ExplicitlyDenied'],
    ['s3:GetBucketPolicy', '', 'ImplicitlyDenied'],
    ['s3:PutBucketPolicy', '', 'ImplicitlyDenied'],
    [
      's3:GetObject',
      '/pipeline/res/demo/image/upload/a/1700000000.jpg',
      'ExplicitlyDenied',
      { 'aws:SecureTransport': 'false' },
    ],
  ])('%s %s: %s', async (action, key, verdict, context = {}) => {
    const request = { principal: reader, action, resource: `${BUCKET}${key}`, context };
    expect(await evaluateRequest(stack, request)).toBe(verdict);
  });
});
