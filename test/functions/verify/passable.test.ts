import { expect, test } from 'vitest';
import { passable } from '../../../functions/verify/passable.ts';
import type { VerifyReport } from '../../../shared/domain/verify/verify-documents.ts';

const LONG = 'ä'.repeat(1024);
const PROBLEM: VerifyReport['problems'][number] = {
  problem: 'different',
  key: LONG,
  resource_type: 'image',
  type: 'upload',
  public_id: LONG,
  version: 1,
  expected: { bytes: 1, md5: 'x'.repeat(32) },
  mending: 'mended',
  under: LONG,
};
const REPORT: VerifyReport = {
  v: 1,
  kind: 'verify',
  cloud: 'demo',
  reason: 'schedule',
  mend: true,
  started_at: '2026-11-22T04:30:00.000Z',
  finished_at: '2026-11-22T04:31:00.000Z',
  expected: 9,
  expected_bytes: 9,
  found: 9,
  found_bytes: 9,
  read: 0,
  read_bytes: 0,
  missing: 0,
  different: 10_000,
  corrupt: 0,
  mended: 0,
  unrecorded: 0,
  duration_seconds: 60,
  cost_usd: 0,
  problems: Array.from({ length: 10_000 }, () => PROBLEM),
};

test('the largest report passes through a state machine, its counts as they are', () => {
  const result = passable({ next: 'done', outcome: { ended: 'finished', report: REPORT } });
  expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThan(256 * 1024);
  expect(result).toMatchObject({ outcome: { ended: 'finished', report: { different: 10_000, missing: 0 } } });
});

test('everything else is passed on as it is', () => {
  const yielded = { next: 'done', outcome: { ended: 'yielded', to: 'x', execution: 'y' } } as const;
  expect(passable(yielded)).toBe(yielded);
});
