import { describe, expect, test } from 'vitest';
import type { PolicyStatement } from '#shared/domain/bucket/policy-statement.ts';
import { inspectBucket } from '#shared/usecases/bucket/inspect-bucket.ts';
import { repairBucket } from '#shared/usecases/bucket/repair-bucket.ts';
import { ADOPTED, BARE, FOREIGN, MemoryBucket, SETTINGS, UNNAMED } from './memory-bucket.ts';

const PUBLIC: PolicyStatement = { Sid: 'Public', Effect: 'Allow', Principal: '*', Action: 's3:GetObject' };
const SPOILT = { ...BARE, policy: { Statement: [FOREIGN, UNNAMED] } };

function repairNow(bucket: MemoryBucket, settings = ADOPTED) {
  return repairBucket(bucket, settings, { dryRun: false });
}

function conditions(violations: readonly { readonly condition: string }[]) {
  return [...new Set(violations.map(({ condition }) => condition))];
}

describe('repairBucket', () => {
  test('changes nothing in a bucket without violations', async () => {
    const bucket = new MemoryBucket();
    expect(await repairNow(bucket)).toEqual({ repaired: [], left: [], foreign: [] });
    expect(bucket.changes).toEqual([]);
  });

  test('repairs everything before the policy denies it, and keeps statements of others', async () => {
    const bucket = new MemoryBucket(SPOILT);
    const { repaired, left, foreign } = await repairNow(bucket);
    expect(bucket.changes.slice(0, 4)).toEqual(['encryption', 'public-access', 'ownership', 'policy']);
    expect(conditions(repaired)).toEqual(['encryption', 'public-access', 'ownership', 'policy', 'marker']);
    expect({ left, foreign }).toEqual({ left: [], foreign: ['Theirs', 'without a Sid'] });
    expect(await inspectBucket(bucket, ADOPTED)).toEqual([]);
  });

  test('--dry-run reports the same and changes nothing', async () => {
    const dry = new MemoryBucket(SPOILT);
    const report = await repairBucket(dry, ADOPTED, { dryRun: true });
    expect(dry.changes).toEqual([]);
    expect(report).toEqual(await repairNow(new MemoryBucket(SPOILT)));
  });

  test('restores the policy even if another violation must not be repaired', async () => {
    const bucket = new MemoryBucket({ versioning: 'Enabled', lifecycleRules: 1, policy: undefined });
    const { repaired, left } = await repairNow(bucket);
    expect(conditions(repaired)).toEqual(['policy']);
    expect(left).toMatchObject([{ condition: 'versioning' }, { condition: 'lifecycle' }]);
    expect(left[0]).not.toHaveProperty('refusal');
    expect(bucket.changes).toEqual(['policy']);
  });

  test('does not try the policy if there is a public statement, because S3 would refuse it', async () => {
    const bucket = new MemoryBucket({ policy: { Statement: [PUBLIC] }, blocksPublicAccess: false });
    const { repaired, left } = await repairNow(bucket);
    expect(bucket.changes).toEqual(['public-access']);
    expect(conditions(repaired)).toEqual(['public-access']);
    expect(left.filter(({ condition }) => condition === 'policy')[0]?.refusal).toContain('remove that statement');
    expect(conditions(left)).toEqual(['public-statement', 'policy']);
  });

  test("keeps and reports foreign statements in the stack's own bucket", async () => {
    const bucket = new MemoryBucket({ policy: { Statement: [FOREIGN, UNNAMED] } });
    const { repaired, left, foreign } = await repairNow(bucket, { ...SETTINGS, adopted: false });
    expect(conditions(repaired)).toEqual(['policy']);
    expect(left).toMatchObject([{ condition: 'foreign-statement', found: expect.stringContaining('Theirs') }]);
    expect(bucket.state.policy?.Statement).toEqual(expect.arrayContaining([FOREIGN, UNNAMED]));
    expect(foreign).toEqual(['Theirs', 'without a Sid']);
  });

  test('does not try a policy that is longer than S3 accepts', async () => {
    const bucket = new MemoryBucket({ policy: { Statement: [{ ...UNNAMED, Sid: 'x'.repeat(20_000) }] } });
    const { repaired, left } = await repairNow(bucket);
    expect(bucket.changes).toEqual([]);
    expect(repaired).toEqual([]);
    expect(conditions(left)).toEqual(['policy-size', 'policy']);
    expect(left.at(-1)?.refusal).toContain('longer than S3 accepts');
  });

  test('continues after a refused repair, and reports it', async () => {
    const bucket = new MemoryBucket(SPOILT).deny('putEncryption');
    const { repaired, left } = await repairNow(bucket);
    expect(conditions(repaired)).toEqual(['public-access', 'ownership', 'policy', 'marker']);
    expect(left).toMatchObject([{ condition: 'encryption', refusal: 'S3 refused the change (access-denied)' }]);
  });

  test('trusts the state of the bucket, not the absence of an error', async () => {
    const bucket = new MemoryBucket({ encryption: 'aws:kms' });
    bucket.putEncryption = async () => undefined;
    const { repaired, left } = await repairNow(bucket);
    expect(repaired).toEqual([]);
    expect(left).toMatchObject([{ condition: 'encryption', refusal: 'the change had no effect' }]);
  });

  test('throws errors that are not failures of S3', async () => {
    for (const method of ['putEncryption', 'policy'] as const) {
      const bucket = new MemoryBucket(SPOILT);
      bucket.failures.set(method, new Error('a mistake'));
      await expect(repairNow(bucket)).rejects.toThrow('a mistake');
    }
  });

  test('throws them even after the last repair', async () => {
    const bucket = new MemoryBucket();
    const read = bucket.policy;
    let looks = 0;
    // Three conditions of an adopted bucket read the policy; the fourth read is for the statements of others.
    bucket.policy = () => (++looks > 3 ? Promise.reject(new Error('a mistake')) : read());
    await expect(repairNow(bucket)).rejects.toThrow('a mistake');
  });

  test('does not change settings that it cannot read', async () => {
    const bucket = new MemoryBucket(SPOILT).deny('policy');
    const { left, foreign } = await repairNow(bucket);
    expect(bucket.changes.slice(0, 3)).toEqual(['encryption', 'public-access', 'ownership']);
    expect(bucket.changes).not.toContain('policy');
    expect(left).toMatchObject([
      { condition: 'policy', unreadable: true },
      { condition: 'policy-size', unreadable: true },
      { condition: 'public-statement', unreadable: true },
    ]);
    expect(foreign).toEqual([]);
  });
});
