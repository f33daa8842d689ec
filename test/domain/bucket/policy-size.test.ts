import { expect, test } from 'vitest';
import { MAX_POLICY_BYTES, policyBytes } from '../../../shared/domain/bucket/policy-size.ts';

test('a policy is measured in bytes, not in characters', () => {
  expect(policyBytes({ Id: 'é', Statement: [] })).toBe('{"Id":"é","Statement":[]}'.length + 1);
});

test('S3 takes 20 KB', () => {
  expect(MAX_POLICY_BYTES).toBe(20_480);
});
