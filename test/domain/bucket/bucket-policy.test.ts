import { describe, expect, test } from 'vitest';
import { bucketPolicy, OWN_SIDS } from '#shared/domain/bucket/bucket-policy.ts';

const SETTINGS = {
  bucketArn: 'arn:aws:s3:::backup',
  clouds: ['demo', 'eu'],
  cloudinaryGrant: 'backup',
} as const;
const OPERATOR = 'arn:aws:iam::111122223333:role/operator';
const DEPLOYMENT = 'arn:aws:iam::111122223333:role/deployment';

function statement(sid: string, settings: Partial<Parameters<typeof bucketPolicy>[0]> = {}) {
  const found = bucketPolicy({ ...SETTINGS, ...settings }).filter(({ Sid }) => Sid === sid);
  expect(found).toHaveLength(1);
  return found[0];
}

describe('the policy', () => {
  test('has every statement that this project knows as its own, each once', () => {
    expect(bucketPolicy(SETTINGS).map(({ Sid }) => Sid)).toEqual(OWN_SIDS);
  });

  test('denies to everyone, and grants to Cloudinary alone', () => {
    for (const { Effect, Principal } of bucketPolicy(SETTINGS)) {
      expect(Principal).toEqual({ AWS: Effect === 'Deny' ? '*' : 'arn:aws:iam::232482882421:root' });
    }
  });

  test.each([
    ['backup', ['CloudinaryReads', 'CloudinaryLists', 'CloudinaryKeepsItsBackup']],
    ['restore', ['CloudinaryReads']],
    ['none', []],
  ] as const)('with the grant %s, allows %s', (cloudinaryGrant, sids) => {
    const allowed = bucketPolicy({ ...SETTINGS, cloudinaryGrant }).filter(({ Effect }) => Effect === 'Allow');
    expect(allowed.map(({ Sid }) => Sid)).toEqual(sids);
  });

  test('lets Cloudinary read the markers of the clouds, and what the pipeline stored', () => {
    expect(statement('CloudinaryReads')?.Resource).toEqual([
      'arn:aws:s3:::backup/.wellknown/cloudinary/demo',
      'arn:aws:s3:::backup/.wellknown/cloudinary/eu',
      'arn:aws:s3:::backup/pipeline/*',
    ]);
    expect(statement('CloudinaryKeepsItsBackup')?.Resource).toEqual(['arn:aws:s3:::backup/res/*']);
  });

  test('exempts the operator from deletion and settings, and no one from writing once', () => {
    const exempt = { StringNotEquals: { 'aws:PrincipalArn': OPERATOR } };
    for (const sid of ['NoDeletion', 'NoVersioningLifecycleOrObjectLock', 'NoOtherEncryption', 'NoBucketAcl']) {
      expect(statement(sid)).not.toHaveProperty('Condition');
      expect(statement(sid, { operatorRoleArn: OPERATOR })?.Condition).toEqual(exempt);
    }
    expect(statement('WriteOnce', { operatorRoleArn: OPERATOR })).toEqual(statement('WriteOnce'));
  });

  test('exempts the deployment from encryption only', () => {
    const roles = { operatorRoleArn: OPERATOR, deploymentRoleArn: DEPLOYMENT };
    expect(statement('NoOtherEncryption', roles)?.Condition).toEqual({
      StringNotEquals: { 'aws:PrincipalArn': [OPERATOR, DEPLOYMENT] },
    });
    for (const sid of ['NoDeletion', 'NoVersioningLifecycleOrObjectLock', 'NoBucketAcl']) {
      expect(statement(sid, { deploymentRoleArn: DEPLOYMENT })).toEqual(statement(sid));
    }
  });
});
