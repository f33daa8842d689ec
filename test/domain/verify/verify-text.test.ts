import { expect, test } from 'vitest';
import type { VerifyReport } from '#shared/domain/verify/verify-documents.ts';
import { PROBLEMS_IN_TEXT, verifyText } from '#shared/domain/verify/verify-text.ts';

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const PROBLEM: VerifyReport['problems'][number] = {
  problem: 'missing',
  key: 'pipeline/res/demo/image/upload/a/1700000000.jpg',
  resource_type: 'image',
  type: 'upload',
  public_id: 'a',
  version: 1_700_000_000,
  expected: { bytes: 12_345, md5: MD5 },
  mending: 'pending',
};
const REPORT: VerifyReport = {
  v: 1,
  kind: 'verify',
  cloud: 'demo',
  started_at: '2026-11-22T04:30:00.000Z',
  finished_at: '2026-11-22T04:30:59.600Z',
  reason: 'operator',
  read_data: '5%',
  mend: true,
  expected: 10_000,
  expected_bytes: 5_000_000_000,
  found: 10_001,
  found_bytes: 5_000_000_123,
  read: 500,
  read_bytes: 250_000_000,
  missing: 1,
  different: 2,
  corrupt: 3,
  mended: 4,
  unrecorded: 5,
  duration_seconds: 59.6,
  cost_usd: 12.3,
  problems: [
    PROBLEM,
    {
      ...PROBLEM,
      problem: 'corrupt',
      found: { bytes: 12_346 },
      mending: 'mended',
      stored_key: 'pipeline/res/demo/image/upload/a/1700000000-x\n.jpg',
    },
  ],
};

test('has every figure of a report, in plain lines', () => {
  expect(verifyText(REPORT)).toMatchInlineSnapshot(`
    "demo: 6 problems with 10,000 stored revisions.

    Verify run of 2026-11-22T04:30:00.000Z, started by: operator
    Finished at 2026-11-22T04:30:59.600Z

    Should be in the bucket: 10,000 revisions, 5.00 GB
    Found in the bucket: 10,001 objects, 5.00 GB
    Read and hashed (5%): 500 objects, 250.00 MB
    Missing: 1; different size or MD5: 2; corrupt when read: 3
    Mended: 4
    Objects that neither journal nor inventory records: 5
    Duration: 1 min 0 s; cost at AWS: about $12.30

    Problems (2 of 6):
      "pipeline/res/demo/image/upload/a/1700000000.jpg" is missing: expected 12,345 bytes, MD5 d41d8cd98f00b204e9800998ecf8427e; the job that fetches it again is waiting or was given up
      "pipeline/res/demo/image/upload/a/1700000000.jpg" was read, and its bytes are not those that were stored: expected 12,345 bytes, MD5 d41d8cd98f00b204e9800998ecf8427e, found 12,346 bytes; a good copy is in the bucket again, under "pipeline/res/demo/image/upload/a/1700000000-x\\n.jpg""
  `);
});

test('begins with the good news, and says what was not done', () => {
  const { read_data: _, ...rest } = REPORT;
  const text = verifyText({ ...rest, missing: 0, different: 0, corrupt: 0, mend: false, problems: [] });
  expect(text).toMatch(/^demo: every revision that is recorded as stored is in the bucket\.\n/);
  expect(text).toContain('\nMending was switched off\n');
  expect(text).toContain('\nRead and hashed: 500 objects');
  expect(text).not.toMatch(/Problems|Could not be read/);
});

test('says what could not be read', () => {
  expect(verifyText({ ...REPORT, unread: 2 })).toContain('\nCould not be read: 2 objects\n');
});

test('names no more problems than can be read', () => {
  const problems = Array.from({ length: PROBLEMS_IN_TEXT + 1 }, () => PROBLEM);
  const text = verifyText({ ...REPORT, missing: 2345, different: 0, corrupt: 0, problems });
  expect(text.split('\n').filter((line) => line.startsWith('  "pipeline'))).toHaveLength(PROBLEMS_IN_TEXT);
  expect(text).toContain('Problems (100 of 2,345):');
  const all = verifyText({ ...REPORT, missing: 2, different: 0, corrupt: 0 });
  expect(all).toContain('\nProblems:\n');
});
