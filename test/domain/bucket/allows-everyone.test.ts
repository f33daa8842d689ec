import { describe, expect, test } from 'vitest';
import { allowsEveryone } from '#shared/domain/bucket/allows-everyone.ts';
import type { OneOrMore, PolicyStatement } from '#shared/domain/bucket/policy-statement.ts';

const ALLOW: PolicyStatement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' };

test.each<[string, PolicyStatement, boolean]>([
  ['everyone, short', { ...ALLOW, Principal: '*' }, true],
  ['everyone with an AWS account', { ...ALLOW, Principal: { AWS: '*' } }, true],
  ['everyone, among others', { ...ALLOW, Principal: { AWS: ['111122223333', '*'] } }, true],
  ['everyone but some (NotPrincipal)', ALLOW, true],
  ['one account', { ...ALLOW, Principal: { AWS: '111122223333' } }, false],
  ['a service', { ...ALLOW, Principal: { Service: 's3.amazonaws.com' } }, false],
  ['no one, by a denial', { ...ALLOW, Effect: 'Deny', Principal: '*' }, false],
])('a statement is for everyone by its principal %s', (_, statement, expected) => {
  expect(allowsEveryone(statement)).toBe(expected);
});

function isPublicUnder(Condition: NonNullable<PolicyStatement['Condition']>) {
  return allowsEveryone({ ...ALLOW, Principal: '*', Condition });
}

describe('a condition that identifies the caller makes a statement not public', () => {
  test.each<[operator: string, key: string, value: OneOrMore]>([
    ['StringEquals', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5'],
    ['ForAnyValue:StringEquals', 'aws:PrincipalOrgPaths', 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/'],
    ['ArnEquals', 'aws:PrincipalArn', 'arn:aws:iam::111122223333:role/reader'],
    ['StringEquals', 'aws:PrincipalAccount', '111122223333'],
    ['StringEquals', 'aws:userid', 'AIDAEXAMPLE'],
    ['StringEquals', 'aws:SourceAccount', ['111122223333', '444455556666']],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/all'],
    ['StringEqualsIgnoreCase', 'aws:SourceOwner', '111122223333'],
    ['StringLike', 'aws:SourceVpc', 'vpc-111'],
    ['StringEquals', 'AWS:sourcevpce', 'vpce-111'],
    ['StringEquals', 's3:DataAccessPointAccount', '111122223333'],
    ['ArnLike', 's3:DataAccessPointArn', 'arn:aws:s3:eu-west-1:111122223333:accesspoint/*'],
    ['ArnEquals', 's3:DataAccessPointArn', 'arn:aws:s3:eu-west-1:111122223333:accesspoint/one'],
    ['StringEquals', 's3:x-amz-server-side-encryption-aws-kms-key-id', 'arn:aws:kms:eu-west-1:111122223333:key/k'],
    ['IpAddress', 'aws:SourceIp', ['203.0.113.7', '10.0.0.0/8', '2001:db8::1', '2001:db8::/32']],
  ])('%s %s %j', (operator, key, value) => {
    expect(isPublicUnder({ [operator]: { [key]: value } })).toBe(false);
  });

  test('even beside others that do not', () => {
    expect(
      isPublicUnder({
        Bool: { 'aws:SecureTransport': 'true' },
        StringEquals: { 's3:prefix': 'x', 'aws:SourceVpc': 'vpc-111' },
      }),
    ).toBe(false);
  });
});

describe('a condition that identifies no caller leaves a statement public', () => {
  test.each<[operator: string, key: string, value: OneOrMore]>([
    ['Bool', 'aws:SecureTransport', 'true'],
    ['StringEquals', 's3:prefix', 'public/'],
    ['StringLike', 'aws:Referer', 'https://example.org/x'],
    ['StringNotEquals', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5'],
    ['StringEqualsIfExists', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5'],
    ['ForAllValues:StringEquals', 'aws:PrincipalOrgPaths', 'o-a1b2c3d4e5/r-ab12/'],
    ['ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', 'o-a1b2c3d4e5/*'],
    ['Null', 'aws:SourceVpc', 'true'],
    ['StringLike', 'aws:SourceVpc', 'vpc-*'],
    ['StringEquals', 'aws:SourceVpc', ['vpc-111', 'vpc-?']],
    ['StringEquals', 'aws:SourceVpc', ''],
    ['StringLike', 'aws:userid', 'AROAEXAMPLE:*'],
    ['StringEquals', 'aws:userid', '$' + '{aws:userid}'],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:s3:::*'],
    ['ArnLike', 's3:DataAccessPointArn', 'arn:aws:s3:eu-west-1:*:accesspoint/*'],
    ['NotIpAddress', 'aws:SourceIp', '203.0.113.7'],
    ['StringEquals', 'aws:SourceIp', '203.0.113.7'],
    ['IpAddress', 'aws:SourceVpc', 'vpc-111'],
    ['IpAddress', 'aws:SourceIp', '0.0.0.0/0'],
    ['IpAddress', 'aws:SourceIp', '::/0'],
    ['IpAddress', 'aws:SourceIp', ['203.0.113.7', '128.0.0.0/7']],
    ['IpAddress', 'aws:SourceIp', '2001:db8::/31'],
    ['IpAddress', 'aws:SourceIp', '*'],
    ['IpAddress', 'aws:SourceIp', '203.0.113.0/none'],
  ])('%s %s %j', (operator, key, value) => {
    expect(isPublicUnder({ [operator]: { [key]: value } })).toBe(true);
  });

  test('no condition at all', () => {
    expect(isPublicUnder({})).toBe(true);
  });
});
