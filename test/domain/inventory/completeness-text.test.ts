import { describe, expect, test } from 'vitest';
import { completenessText } from '#shared/domain/inventory/completeness-text.ts';
import type { CompletenessReport } from '#shared/domain/inventory/inventory-documents.ts';

const REPORT: CompletenessReport = {
  v: 1,
  kind: 'completeness',
  cloud: 'demo',
  started_at: '2026-11-21T02:30:00.000Z',
  finished_at: '2026-11-21T03:31:05.000Z',
  reason: 'schedule',
  initial: false,
  completeness: {
    assets: 1_234_567,
    bytes: 2_500_000_000_000,
    protected: 1_234_000,
    protected_bytes: 2_400_000_000_000,
    excluded: 560,
    unprotected: 7,
    unobtainable: { placeholder: 1, lost: 0, blocked: 2, 'too-large': 0, unverifiable: 0, pending: 4 },
    oldest_gap: '2026-11-01T00:00:00.000Z',
  },
  tally: {
    listed: 1_234_568,
    bytes: 2_500_000_000_001,
    queued: 11,
    queued_bytes: 42_000_000,
    calls: 2471,
    heads: 19,
    observed: 21,
    unreported: 3,
    gone: 1,
    unreported_revisions: 5,
    filled: 18,
    lost: 3,
    unreadable: 2,
  },
  previous_assets: 2_000_000,
  shrinkage: 0.3827,
  bandwidth: 41_000_000,
  duration_seconds: 3665,
  cost_usd: 0.0421,
  housekeeping: { bucket_violations: 0, triggers_repaired: 2, uploads_aborted: 6 },
  examples: [
    {
      resource_type: 'image',
      type: 'upload',
      public_id: 'cats/a\nProtected: 9',
      version: 1_700_000_000,
      bytes: 999,
      reason: 'blocked',
      detail: 'HTTP 401',
    },
    { resource_type: 'raw', type: 'private', public_id: 'b.txt', version: 1, bytes: 1_000, reason: 'pending' },
  ],
};

test('has every figure of a report, in plain lines', () => {
  expect(completenessText(REPORT)).toMatchInlineSnapshot(`
    "demo: 7 of 1,234,567 originals at Cloudinary are not protected.

    Inventory run of 2026-11-21T02:30:00.000Z, started by: schedule
    Finished at 2026-11-21T03:31:05.000Z

    At Cloudinary: 1,234,567 assets, 2.50 TB
    Protected: 1,234,000 assets, 2.40 TB
    Excluded by rules: 560 assets
    Not protected: 7 assets
      1 listed without an original, for example after a rejection by moderation (placeholder)
      2 refused by Cloudinary at every attempt (blocked)
      4 waiting to be copied, or given up: see the dead-letter queues (pending)
    The oldest of them was uploaded at 2026-11-01T00:00:00.000Z
    The previous run listed 2,000,000 assets: the library has shrunk by 38.3%

    Found missing and queued: 11 revisions, 42.00 MB
    Revisions that no notification reported in time: 5
    Downloaded from Cloudinary: 41.00 MB
    Changes that no notification reported: 3 (1 asset gone)
    Metadata recorded that webhooks do not carry: 18 assets
    Lost since the previous run: 3 revisions
    Listed: 1,234,568 items, 2.50 TB; left out, because Cloudinary gave no version or size: 2 items
    Calls to the Admin API: 2,471; HEAD requests to S3: 19
    Duration: 1 h 1 min 5 s; cost at AWS: about $0.0421

    All conditions of the bucket hold
    Triggers registered again at Cloudinary: 2
    Stale multipart uploads aborted: 6

    Not protected, oldest first (2 of 7):
      image/upload "cats/a\\nProtected: 9", version 1700000000, 999 B: blocked, "HTTP 401"
      raw/private "b.txt", version 1, 1.00 KB: pending"
  `);
});

describe('of a library that is complete', () => {
  const { unobtainable, oldest_gap: _, ...rest } = REPORT.completeness;
  const complete: CompletenessReport = {
    ...REPORT,
    initial: true,
    completeness: {
      ...rest,
      unprotected: 0,
      unobtainable: { ...unobtainable, placeholder: 0, blocked: 0, pending: 0 },
    },
    shrinkage: 0,
    housekeeping: { uploads_aborted: 0 },
    examples: [],
  };

  test('begins with the good news, and names nothing that is not protected', () => {
    const [first, ...lines] = completenessText(complete).split('\n');
    expect(first).toBe('demo: every original at Cloudinary that no rule excludes is backed up.');
    expect(lines).toContain('Not protected: 0 assets');
    expect(lines.filter((line) => line.startsWith(' ') || line.includes('oldest'))).toEqual([]);
  });

  test('says what was not checked, what the library was before, and that it was the first backup', () => {
    const text = completenessText(complete);
    expect(text).toContain('\n! The check of the bucket failed: run ./cloudinary-backup bucket check\n');
    expect(text).toContain('\nTriggers registered again at Cloudinary: not checked');
    expect(text).toContain('The previous run listed 2,000,000 assets\n');
    expect(text).toContain('\nFinished at 2026-11-21T03:31:05.000Z. This was the initial backup.\n');
    expect(text).toContain('\nLost: 3 revisions\n');
    const nothingGone = { ...complete, tally: { ...complete.tally, gone: 0 } };
    expect(completenessText(nothingGone)).toContain('Changes that no notification reported: 3\n');
    const { previous_assets: __, ...first } = complete;
    expect(completenessText(first)).not.toContain('The previous run listed');
  });
});

test.each([
  [1, '! 1 condition of the bucket does not hold: run ./cloudinary-backup bucket check'],
  [2, '! 2 conditions of the bucket do not hold: run ./cloudinary-backup bucket check'],
])('says what to do if the bucket violates conditions: %d', (bucket_violations, line) => {
  const housekeeping = { ...REPORT.housekeeping, bucket_violations };
  expect(completenessText({ ...REPORT, housekeeping }).split('\n')).toContain(line);
});

test('names neither requests nor faults that there were none of', () => {
  const tally = { ...REPORT.tally, unreadable: 0, heads: 0 };
  const text = completenessText({ ...REPORT, tally, housekeeping: { ...REPORT.housekeeping, uploads_aborted: 0 } });
  expect(text).toContain('\nListed: 1,234,568 items, 2.50 TB\nCalls to the Admin API: 2,471\n');
  expect(text).not.toContain('Stale multipart uploads');
});

test('uses the singular for one', () => {
  const { completeness } = REPORT;
  expect(completenessText({ ...REPORT, completeness: { ...completeness, assets: 1, unprotected: 1 } })).toMatch(
    /^demo: 1 of 1 original at Cloudinary is not protected\.\n/,
  );
});

test('escapes characters of names that would control a terminal or end a line', () => {
  const example = { resource_type: 'image', type: 'upload', version: 1, bytes: 1, reason: 'lost' } as const;
  const text = completenessText({ ...REPORT, examples: [{ ...example, public_id: 'a\u009b2J\u2028b\u202ec' }] });
  expect(text).not.toMatch(/[\u007f-\u009f\u2028\u202e]/);
});
