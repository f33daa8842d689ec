import { describe, expect, test } from 'vitest';
import { ALL_BUCKET_CONDITIONS } from '#shared/domain/bucket/bucket-conditions.ts';
import { bucketPolicy } from '#shared/domain/bucket/bucket-policy.ts';
import type { PolicyStatement } from '#shared/domain/bucket/policy-statement.ts';
import { type ErrorCode, PipelineError } from '#shared/domain/errors.ts';
import { guardBucket } from '#shared/usecases/bucket/guard-bucket.ts';
import { inspectBucket } from '#shared/usecases/bucket/inspect-bucket.ts';
import { ADOPTED, BARE, type BucketState, FOREIGN, MemoryBucket, SETTINGS, UNNAMED } from './memory-bucket.ts';

describe('a bucket without violations', () => {
  test('is left alone', async () => {
    const bucket = new MemoryBucket();
    expect(await guardBucket(bucket, SETTINGS)).toEqual({ guarded: true, repaired: [], foreign: [] });
    expect(bucket.changes).toEqual([]);
  });
});

describe('a bucket that has not been set up', () => {
  test('gets its settings, then the policy, then its markers', async () => {
    const bucket = new MemoryBucket(BARE);
    const result = await guardBucket(bucket, SETTINGS);
    expect(bucket.changes).toEqual([
      ...['encryption', 'public-access', 'ownership', 'policy'],
      ...['marker of demo', 'marker of eu'],
    ]);
    expect(bucket.state.policy).toEqual({ Version: '2012-10-17', Statement: bucketPolicy(SETTINGS) });
    expect(await inspectBucket(bucket, SETTINGS)).toEqual([]);
    expect(result).toMatchObject({ guarded: true, foreign: [] });
    expect(result.guarded && result.repaired.map(({ condition }) => condition)).toContain('ownership');
  });

  test('gets the configured ownership', async () => {
    const bucket = new MemoryBucket();
    await guardBucket(bucket, { ...SETTINGS, objectOwnership: 'BucketOwnerPreferred' });
    expect(bucket.changes).toEqual(['ownership']);
    expect(bucket.state.objectOwnership).toBe('BucketOwnerPreferred');
  });

  test('gets no markers if they are not requested', async () => {
    const bucket = new MemoryBucket(BARE);
    const conditions = ALL_BUCKET_CONDITIONS.filter((condition) => condition !== 'marker');
    await guardBucket(bucket.deny('hasMarker'), SETTINGS, conditions);
    expect(bucket.changes).not.toContain('marker of demo');
  });
});

describe('a policy with statements of others', () => {
  test('keeps them, and removes our statements that the configuration no longer has', async () => {
    const leftOver: PolicyStatement = { Sid: 'CloudinaryLists', Effect: 'Allow', Principal: { AWS: '1' } };
    const bucket = new MemoryBucket({ policy: { Id: 'theirs', Statement: [FOREIGN, leftOver, UNNAMED] } });
    const result = await guardBucket(bucket, ADOPTED);
    expect(bucket.state.policy).toEqual({
      Version: '2012-10-17',
      Id: 'theirs',
      Statement: [...bucketPolicy(SETTINGS), FOREIGN, UNNAMED],
    });
    expect(result).toMatchObject({ guarded: true, foreign: ['Theirs', 'without a Sid'] });
  });
});

test('only the missing marker is written', async () => {
  const bucket = new MemoryBucket({ markers: ['eu'] });
  await guardBucket(bucket, SETTINGS);
  expect(bucket.changes).toEqual(['marker of demo']);
});

describe('nothing is changed', () => {
  test.each<[string, Partial<BucketState>]>([
    ['reachable', { whereabouts: 'elsewhere' }],
    ['reachable', { whereabouts: 'nowhere' }],
    ['versioning', { versioning: 'Enabled' }],
    ['lifecycle', { lifecycleRules: 1 }],
    ['object-lock', { objectLock: true }],
    ['foreign-statement', { policy: { Statement: [...bucketPolicy(SETTINGS), FOREIGN] } }],
    ['policy-size', { policy: { Statement: [{ ...UNNAMED, Sid: 'x'.repeat(20_000) }] } }],
    ['public-statement', { policy: { Statement: [{ Sid: 'Website', Effect: 'Allow', Principal: '*' }] } }],
  ])('if %s is violated, whatever else is', async (condition, state) => {
    const bucket = new MemoryBucket({ encryption: 'aws:kms', markers: [], ...state });
    expect(await guardBucket(bucket, SETTINGS)).toMatchObject({ guarded: false, obstacles: [{ condition }] });
    expect(bucket.changes).toEqual([]);
  });

  test('if something that cannot be read might be overwritten', async () => {
    const bucket = new MemoryBucket({ encryption: 'aws:kms' }).deny('policy');
    expect(await guardBucket(bucket, SETTINGS)).toMatchObject({
      guarded: false,
      obstacles: [
        { condition: 'policy', unreadable: true },
        { condition: 'policy-size', unreadable: true },
        { condition: 'foreign-statement', unreadable: true },
        { condition: 'public-statement', unreadable: true },
      ],
    });
    expect(bucket.changes).toEqual([]);
  });
});

test('a change that S3 refuses is an error', async () => {
  const bucket = new MemoryBucket({ encryption: 'aws:kms' }).deny('putEncryption');
  await expect(guardBucket(bucket, SETTINGS)).rejects.toThrow('S3 denied access.');
});

describe('default encryption that S3 refuses to change', () => {
  const refused = async (bucket: MemoryBucket): Promise<unknown> =>
    guardBucket(bucket, ADOPTED).catch((error: unknown) => error);

  test('is an error with advice if our policy denies it', async () => {
    const bucket = new MemoryBucket({ encryption: 'aws:kms', blocksPublicAccess: false }).deny('putEncryption');
    const error = await refused(bucket);
    expect(error).toMatchObject({
      code: 'access-denied',
      message: expect.stringContaining('./cloudinary-backup bucket repair'),
    });
    expect(bucket.changes).toEqual([]);
  });

  test.each<[string, ErrorCode, Partial<BucketState>]>([
    ['it is not our policy', 'access-denied', { policy: { Statement: [UNNAMED] } }],
    ['it is no denial', 'storage-failed', {}],
  ])("is S3's error if %s", async (_, code, state) => {
    const bucket = new MemoryBucket({ encryption: 'aws:kms', ...state });
    const failure = new PipelineError(code, 'S3 said no.');
    bucket.failures.set('putEncryption', failure);
    expect(await refused(bucket)).toBe(failure);
  });
});
