import { describe, expect, test } from 'vitest';
import type { PolicyStatement } from '../../../shared/domain/policy-statement.ts';
import { inspectBucket } from '../../../shared/usecases/bucket/inspect-bucket.ts';
import { repairBucket } from '../../../shared/usecases/bucket/repair-bucket.ts';
import { type BucketState, MemoryBucket, SETTINGS } from './memory-bucket.ts';

const FOREIGN: PolicyStatement = { Sid: 'Theirs', Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 's3:*' };
const UNNAMED: PolicyStatement = { Effect: 'Deny', Principal: '*', Action: 's3:GetBucketLogging' };
const PUBLIC: PolicyStatement = { Sid: 'Public', Effect: 'Allow', Principal: '*', Action: 's3:GetObject' };
const BARE: Partial<BucketState> = {
  policy: { Statement: [FOREIGN, UNNAMED] },
  encryption: 'aws:kms',
  blocksPublicAccess: false,
  objectOwnership: 'ObjectWriter',
  markers: [],
};
const repairNow = (bucket: MemoryBucket) => repairBucket(bucket, SETTINGS, { dryRun: false });
const conditions = (violations: readonly { readonly condition: string }[]) => [
  ...new Set(violations.map(({ condition }) => condition)),
];

describe('repairBucket', () => {
  test('leaves alone what is as it must be', async () => {
    const bucket = new MemoryBucket();
    expect(await repairNow(bucket)).toEqual({ repaired: [], left: [], foreign: [] });
    expect(bucket.changes).toEqual([]);
  });

  test('puts everything right in an order that needs no right that the policy takes, and keeps what others put', async () => {
    const bucket = new MemoryBucket(BARE);
    const { repaired, left, foreign } = await repairNow(bucket);
    expect(bucket.changes.slice(0, 4)).toEqual(['encryption', 'public-access', 'ownership', 'policy']);
    expect(conditions(repaired)).toEqual(['encryption', 'public-access', 'ownership', 'policy', 'marker']);
    expect({ left, foreign }).toEqual({ left: [], foreign: ['Theirs', 'without a Sid'] });
    expect(await inspectBucket(bucket, SETTINGS)).toEqual([]);
  });

  test('--dry-run tells the same and changes nothing', async () => {
    const dry = new MemoryBucket(BARE);
    const told = await repairBucket(dry, SETTINGS, { dryRun: true });
    expect(dry.changes).toEqual([]);
    expect(told).toEqual(await repairNow(new MemoryBucket(BARE)));
  });

  test('puts the policy back though something is wrong that is not to be repaired', async () => {
    const bucket = new MemoryBucket({ versioning: 'Enabled', lifecycleRules: 1, policy: undefined });
    const { repaired, left } = await repairNow(bucket);
    expect(conditions(repaired)).toEqual(['policy']);
    expect(left).toMatchObject([{ condition: 'versioning' }, { condition: 'lifecycle' }]);
    expect(left[0]).not.toHaveProperty('refusal');
    expect(bucket.changes).toEqual(['policy']);
  });

  test('does not try the policy beside a public statement, which S3 would refuse', async () => {
    const bucket = new MemoryBucket({ policy: { Statement: [PUBLIC] }, blocksPublicAccess: false });
    const { repaired, left } = await repairNow(bucket);
    expect(bucket.changes).toEqual(['public-access']);
    expect(conditions(repaired)).toEqual(['public-access']);
    expect(left.filter(({ condition }) => condition === 'policy')[0]?.refusal).toContain('remove that statement');
    expect(conditions(left)).toEqual(['public-statement', 'policy']);
  });

  test('goes on where one repair is refused, and tells it', async () => {
    const bucket = new MemoryBucket(BARE).deny('putEncryption');
    const { repaired, left } = await repairNow(bucket);
    expect(conditions(repaired)).toEqual(['public-access', 'ownership', 'policy', 'marker']);
    expect(left).toMatchObject([{ condition: 'encryption', refusal: 'S3 refused the change (access-denied)' }]);
  });

  test('believes the bucket, not that nobody objected', async () => {
    const bucket = new MemoryBucket({ encryption: 'aws:kms' });
    bucket.putEncryption = async () => undefined;
    const { repaired, left } = await repairNow(bucket);
    expect(repaired).toEqual([]);
    expect(left).toMatchObject([{ condition: 'encryption', refusal: 'the change had no effect' }]);
  });

  test('throws what is no failure of S3', async () => {
    for (const method of ['putEncryption', 'policy'] as const) {
      const bucket = new MemoryBucket(BARE);
      bucket.failures.set(method, new Error('a mistake'));
      await expect(repairNow(bucket)).rejects.toThrow('a mistake');
    }
  });

  test('throws it also when all is done', async () => {
    const bucket = new MemoryBucket();
    const read = bucket.policy;
    let looks = 0;
    // Two conditions are about the policy; the third look is for the statements of others.
    bucket.policy = () => (++looks > 2 ? Promise.reject(new Error('a mistake')) : read());
    await expect(repairNow(bucket)).rejects.toThrow('a mistake');
  });

  test('changes nothing that it cannot read', async () => {
    const bucket = new MemoryBucket(BARE).deny('policy');
    const { left, foreign } = await repairNow(bucket);
    expect(bucket.changes.slice(0, 3)).toEqual(['encryption', 'public-access', 'ownership']);
    expect(bucket.changes).not.toContain('policy');
    expect(left).toMatchObject([
      { condition: 'policy', unreadable: true },
      { condition: 'public-statement', unreadable: true },
    ]);
    expect(foreign).toEqual([]);
  });
});
