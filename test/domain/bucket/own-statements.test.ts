import { describe, expect, test } from 'vitest';
import { bucketPolicy } from '#shared/domain/bucket/bucket-policy.ts';
import {
  foreignSids,
  foreignStatements,
  ownStatements,
  withOwnStatements,
} from '#shared/domain/bucket/own-statements.ts';
import type { PolicyDocument, PolicyStatement } from '#shared/domain/bucket/policy-statement.ts';

const FOREIGN: PolicyStatement = { Sid: 'Inventory', Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' } };
const UNNAMED: PolicyStatement = { Effect: 'Deny', Principal: '*', Action: 's3:GetBucketLogging' };
const OLD: PolicyStatement = { Sid: 'WriteOnce', Effect: 'Deny', Principal: '*', Action: 's3:PutObject' };
const POLICY: PolicyDocument = { Version: '2008-10-17', Id: 'theirs', Statement: [FOREIGN, OLD, UNNAMED] };
const OURS = bucketPolicy({ bucketArn: 'arn:aws:s3:::b', clouds: ['demo'], cloudinaryGrant: 'none' });

describe('statements', () => {
  test('are distinguished by their Sid', () => {
    expect(foreignStatements(POLICY)).toEqual([FOREIGN, UNNAMED]);
    expect(foreignSids(POLICY)).toEqual(['Inventory', 'without a Sid']);
    expect(ownStatements(POLICY)).toEqual([OLD]);
  });

  test('there are none without a policy', () => {
    expect(foreignStatements(undefined)).toEqual([]);
    expect(ownStatements(undefined)).toEqual([]);
  });
});

describe('putting our statements into a policy', () => {
  test('replaces ours, and keeps everything else, including the version', () => {
    expect(withOwnStatements(POLICY, OURS)).toEqual({
      Version: '2008-10-17',
      Id: 'theirs',
      Statement: [...OURS, FOREIGN, UNNAMED],
    });
  });

  test('makes a policy where there is none', () => {
    expect(withOwnStatements(undefined, OURS)).toEqual({ Version: '2012-10-17', Statement: OURS });
  });
});
