import { describe, expect, test } from 'vitest';
import { ALL_BUCKET_CONDITIONS } from '#shared/domain/bucket/bucket-conditions.ts';
import { bucketPolicy, type OwnStatement } from '#shared/domain/bucket/bucket-policy.ts';
import type { PolicyStatement } from '#shared/domain/bucket/policy-statement.ts';
import { inspectBucket } from '#shared/usecases/bucket/inspect-bucket.ts';
import { ADOPTED, type BucketState, FOREIGN, MemoryBucket, SETTINGS } from './memory-bucket.ts';

async function inspected(bucket: MemoryBucket) {
  return (await inspectBucket(bucket, SETTINGS)).map(({ condition, found }) => `${condition}: ${found}`);
}

const ours = bucketPolicy(SETTINGS);
const FOREIGN_DENY: PolicyStatement = { Sid: 'OfTheOrganisation', Effect: 'Deny', Principal: '*', Action: 's3:*' };

function policyOf(...Statement: readonly PolicyStatement[]) {
  return { policy: { Statement } };
}

function without(sid: OwnStatement['Sid']) {
  return ours.filter(({ Sid }) => Sid !== sid);
}

test('a bucket without violations has none', async () => {
  expect(await inspected(new MemoryBucket())).toEqual([]);
});

test('suspended versioning is accepted: it makes no versions, and cannot be undone further', async () => {
  expect(await inspected(new MemoryBucket({ versioning: 'Suspended' }))).toEqual([]);
});

describe('one violation', () => {
  test.each<[string, Partial<BucketState>]>([
    ['reachable: there is no bucket of this name', { whereabouts: 'nowhere', encryption: 'aws:kms' }],
    ['reachable: a bucket of this name is in another account or region', { whereabouts: 'elsewhere' }],
    ['versioning: versioning is enabled', { versioning: 'Enabled' }],
    ['lifecycle: there are 2 lifecycle rules', { lifecycleRules: 2 }],
    ['object-lock: Object Lock is on', { objectLock: true }],
    ['encryption: the default encryption is aws:kms', { encryption: 'aws:kms' }],
    ['encryption: the default encryption is none', { encryption: undefined }],
    ['public-access: public access is not fully blocked', { blocksPublicAccess: false }],
    ['ownership: object ownership is ObjectWriter, not BucketOwnerEnforced', { objectOwnership: 'ObjectWriter' }],
    ['ownership: object ownership is not set, not BucketOwnerEnforced', { objectOwnership: undefined }],
    ['marker: the marker of eu is missing', { markers: ['demo', 'other'] }],
    ['policy: the statement WriteOnce is missing', policyOf(...without('WriteOnce'))],
    [
      'policy: the statement NoDeletion has been changed',
      policyOf(...without('NoDeletion'), {
        Sid: 'NoDeletion',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:DeleteObject',
      }),
    ],
    [
      'policy: the statement CloudinaryLists is present, contrary to the configuration',
      policyOf(...ours, { Sid: 'CloudinaryLists', Effect: 'Allow', Principal: { AWS: '1' }, Action: 's3:ListBucket' }),
    ],
    [
      'foreign-statement: the statement Theirs is not part of the deployment, and allows something',
      policyOf(...ours, FOREIGN, FOREIGN_DENY),
    ],
    [
      'foreign-statement: the statement without a Sid is not part of the deployment, and allows something',
      policyOf(...ours, { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 's3:PutObject' }),
    ],
    [
      'public-statement: the statement Website allows everyone',
      policyOf(...ours, { Sid: 'Website', Effect: 'Allow', Principal: '*', Action: 's3:GetObject' }),
    ],
    [
      'public-statement: the statement without a Sid allows everyone',
      policyOf(...ours, { Effect: 'Allow', Principal: { AWS: '*' }, Action: 's3:GetObject' }),
    ],
  ])('%s', async (violation, state) => {
    expect(await inspected(new MemoryBucket(state))).toEqual([violation]);
  });
});

describe('many violations', () => {
  test('are all reported, including each statement of a missing policy', async () => {
    const violations = await inspected(new MemoryBucket({ policy: undefined, versioning: 'Enabled', markers: [] }));
    expect(violations).toEqual([
      'versioning: versioning is enabled',
      ...ours.map(({ Sid }) => `policy: the statement ${Sid} is missing`),
      'marker: the marker of demo is missing',
      'marker: the marker of eu is missing',
    ]);
  });

  test('are reported only for the requested conditions', async () => {
    const bucket = new MemoryBucket({ versioning: 'Enabled', markers: [] });
    const conditions = ALL_BUCKET_CONDITIONS.filter((condition) => condition !== 'marker');
    expect(await inspectBucket(bucket, SETTINGS, conditions)).toMatchObject([{ condition: 'versioning' }]);
  });
});

describe('a policy as S3 rewrites it', () => {
  test('is the same', async () => {
    const rewritten = ours.toReversed().map((statement) => ({
      ...statement,
      Principal: statement.Effect === 'Deny' ? ('*' as const) : (statement.Principal ?? '*'),
      Action: [statement.Action ?? []].flat().toReversed(),
    }));
    expect(await inspected(new MemoryBucket(policyOf(...rewritten, FOREIGN_DENY)))).toEqual([]);
  });

  test('has been changed if a statement occurs twice, once changed', async () => {
    const twice = policyOf(...ours, { Sid: 'WriteOnce', Effect: 'Allow', Principal: { AWS: '1' } });
    expect(await inspected(new MemoryBucket(twice))).toEqual(['policy: the statement WriteOnce has been changed']);
  });
});

describe('an adopted bucket', () => {
  test('may have statements of others', async () => {
    expect(await inspectBucket(new MemoryBucket(policyOf(...ours, FOREIGN)), ADOPTED)).toEqual([]);
  });

  test('may have none that allow everyone', async () => {
    const website: PolicyStatement = {
      Sid: 'Website',
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Condition: { Bool: { 'aws:SecureTransport': 'true' } },
    };
    expect(await inspectBucket(new MemoryBucket(policyOf(...ours, website)), ADOPTED)).toMatchObject([
      { condition: 'public-statement' },
    ]);
  });
});

describe('a policy that would be too long for S3', () => {
  const bytesOfOurs = Buffer.byteLength(JSON.stringify({ Version: '2012-10-17', Statement: ours }));
  const deny = (Sid: string) => ({ Sid, Effect: 'Deny', Principal: '*' }) as const;
  const theirs = (bytes: number): PolicyStatement => {
    const rest = bytes - bytesOfOurs - Buffer.byteLength(`,${JSON.stringify(deny(''))}`);
    return deny('x'.repeat(rest));
  };
  const wrong = (statement: PolicyStatement, ...own: readonly PolicyStatement[]) =>
    new MemoryBucket({ policy: { Version: '2012-10-17', Statement: [...own, statement] } });

  test('is reported from the first excess byte', async () => {
    expect(await inspected(wrong(theirs(20_481)))).toContain('policy-size: the complete policy would have 20481 bytes');
    const conditions = await inspectBucket(wrong(theirs(20_480)), SETTINGS);
    expect(new Set(conditions.map(({ condition }) => condition))).toEqual(new Set(['policy']));
  });

  test('is not reported if the policy is already complete: S3 has accepted it', async () => {
    expect(await inspected(wrong(theirs(20_481), ...ours))).toEqual([]);
  });
});

describe('what cannot be read', () => {
  test.each([
    ['whereabouts', ['reachable']],
    ['versioning', ['versioning']],
    ['lifecycleRules', ['lifecycle']],
    ['hasObjectLock', ['object-lock']],
    ['policy', ['policy', 'policy-size', 'foreign-statement', 'public-statement']],
    ['encryption', ['encryption']],
    ['blocksPublicAccess', ['public-access']],
    ['objectOwnership', ['ownership']],
    ['hasMarker', ['marker']],
  ] as const)('counts as violated: %s', async (method, conditions) => {
    const violations = await inspectBucket(new MemoryBucket().deny(method), SETTINGS);
    expect(violations).toEqual(
      conditions.map((condition) => ({ condition, found: 'S3 did not say (access-denied)', unreadable: true })),
    );
  });

  test('is an error if the cause is no failure of S3', async () => {
    const bucket = new MemoryBucket();
    bucket.failures.set('versioning', new TypeError('a mistake of ours'));
    await expect(inspectBucket(bucket, SETTINGS)).rejects.toThrow('a mistake of ours');
  });
});
