import { describe, expect, test } from 'vitest';
import { bucketPolicy } from '#shared/domain/bucket/bucket-policy.ts';
import {
  isSameStatement,
  MAX_POLICY_BYTES,
  type PolicyStatement,
  policyBytes,
} from '#shared/domain/bucket/policy-statement.ts';

const STATEMENT: PolicyStatement = {
  Sid: 'NoDeletion',
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: ['s3:DeleteObject', 's3:PutObjectAcl'],
  Resource: ['arn:aws:s3:::backup/pipeline/*'],
  Condition: { StringNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/operator' } },
};

test.each<[string, PolicyStatement]>([
  ['as a copy of itself', structuredClone(STATEMENT)],
  ['with a list of one as the one', { ...STATEMENT, Resource: 'arn:aws:s3:::backup/pipeline/*' }],
  ['with its list in another order', { ...STATEMENT, Action: ['s3:PutObjectAcl', 's3:DeleteObject'] }],
  ['with an action named twice', { ...STATEMENT, Action: ['s3:DeleteObject', 's3:PutObjectAcl', 's3:DeleteObject'] }],
  ['with the short form of everyone', { ...STATEMENT, Principal: '*' }],
  ['with its elements in another order', Object.fromEntries(Object.entries(STATEMENT).toReversed()) as never],
  [
    'with a value of a condition as a list',
    {
      ...STATEMENT,
      Condition: { StringNotEquals: { 'aws:PrincipalArn': ['arn:aws:iam::111122223333:role/operator'] } },
    },
  ],
])('a statement is the same %s', (_, other) => {
  expect(isSameStatement(STATEMENT, other)).toBe(true);
  expect(isSameStatement(other, STATEMENT)).toBe(true);
});

describe('a statement is another', () => {
  const { Condition: _, ...unconditional } = STATEMENT;
  test.each<[string, PolicyStatement]>([
    ['that allows', { ...STATEMENT, Effect: 'Allow' }],
    ['for another principal', { ...STATEMENT, Principal: { AWS: 'arn:aws:iam::111122223333:root' } }],
    ['for another kind of principal', { ...STATEMENT, Principal: { CanonicalUser: '*' } }],
    ['with an action less', { ...STATEMENT, Action: ['s3:DeleteObject'] }],
    ['with an action more', { ...STATEMENT, Action: ['s3:DeleteObject', 's3:PutObjectAcl', 's3:PutObject'] }],
    ['on other objects', { ...STATEMENT, Resource: 'arn:aws:s3:::backup/pipeline/res/*' }],
    ['without the condition', unconditional],
    [
      'with another condition',
      { ...STATEMENT, Condition: { StringNotLike: STATEMENT.Condition?.['StringNotEquals'] ?? {} } },
    ],
    ['under another Sid', { ...STATEMENT, Sid: 'Other' }],
    ['whose list reads like one text', { ...STATEMENT, Action: 's3:DeleteObject,s3:PutObjectAcl' }],
  ])('%s', (_, other) => {
    expect(isSameStatement(STATEMENT, other)).toBe(false);
    expect(isSameStatement(other, STATEMENT)).toBe(false);
  });

  test('and all of ours differ from each other', () => {
    const ours = bucketPolicy({ bucketArn: 'arn:aws:s3:::b', clouds: ['demo'], cloudinaryGrant: 'backup' });
    for (const one of ours) expect(ours.filter((other) => isSameStatement(one, other))).toEqual([one]);
  });
});

test('a policy is measured in bytes, not in characters', () => {
  expect(policyBytes({ Id: 'é', Statement: [] })).toBe('{"Id":"é","Statement":[]}'.length + 1);
});

test('S3 accepts 20 KB', () => {
  expect(MAX_POLICY_BYTES).toBe(20_480);
});
