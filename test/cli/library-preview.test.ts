import { describe, expect, test } from 'vitest';
import { parsePreview, previewDocument, previewLines } from '#cli/backup/library-preview.ts';
import { OperatorError } from '#cli/operator-error.ts';

const NOW = new Date('2026-11-21T10:00:00Z');
const USAGE = { assets: 1_200, storedBytes: 5e9, bandwidth: { used: 1e9, limit: 25e9 }, plan: 'Free' };
const QUOTA = { limit: 500, remaining: 490, resetsAt: '2026-11-21T10:30:00.000Z' };

function lines(answer: object, first = true) {
  return previewLines(parsePreview('demo', answer, NOW), first);
}

describe('what the first backup costs', () => {
  test('is told before it starts', () => {
    expect(lines({ usage: USAGE, quota: QUOTA })).toEqual([
      'The first backup of demo copies the whole library:',
      '  At Cloudinary: 1,200 assets, 5.00 GB stored (derived ones included)',
      "  Bandwidth at Cloudinary: at most 5.00 GB, 20 % of the month's 25.00 GB (plan Free); 1.00 GB used so far",
      '  Admin API: 12 calls, of 500 an hour; listing takes about 12 s',
    ]);
  });

  test('warns where it may be more than is left', () => {
    const told = lines({ usage: { ...USAGE, bandwidth: { used: 21e9, limit: 25e9 } }, quota: QUOTA }).join('\n');
    expect(told).toContain('NOTE: that may be more than what is left of this month.');
    const fits = lines({ usage: { ...USAGE, bandwidth: { used: 20e9, limit: 25e9 } }, quota: QUOTA }).join('\n');
    expect(fits).not.toContain('NOTE');
  });

  test.each([
    [{ assets: 1 }, 'Cloudinary does not say how much it stores'],
    [{ assets: 1, storedBytes: 5 }, 'Bandwidth at Cloudinary: at most 5 B'],
    [
      { assets: 1, storedBytes: 5, bandwidth: { used: 7 }, plan: 'Plus' },
      '5 B; 7 B used this month, no limit named (plan Plus)',
    ],
    [{ assets: 1, storedBytes: 5, bandwidth: { used: 7, limit: 0 } }, 'no limit named'],
  ])('does not make up what Cloudinary does not say: %j', (usage, expected) => {
    const told = lines({ usage }).join('\n');
    expect(told).toContain(expected);
    expect(told).toContain('Admin API: 10 calls; listing takes nobody knows how long');
  });

  test('heeds the reserve that the stack leaves', () => {
    const usage = { assets: 100_000 };
    expect(lines({ usage, quota: QUOTA, reserve: 0.5 }).join()).toContain(
      '209 calls, of 500 an hour; listing takes about 3 min 29 s',
    );
    expect(lines({ usage, quota: QUOTA, reserve: 0.9 }).join()).toContain('listing takes about 3 h 30 min 19 s');
  });
});

test('a later backup copies only what is missing, so that its bandwidth is not told', () => {
  const told = lines({ usage: USAGE, quota: QUOTA }, false).join('\n');
  expect(told).toMatch(/^A backup of demo copies what is missing:\n/);
  expect(told).not.toContain('Bandwidth');
});

test('a preview is a document for scripts, in which nothing is left out', () => {
  expect(previewDocument(parsePreview('demo', { usage: USAGE, quota: QUOTA }, NOW), true)).toEqual({
    type: 'preview',
    command: 'backup',
    cloud: 'demo',
    first: true,
    assets: 1_200,
    stored_bytes: 5e9,
    bandwidth: { used: 1e9, limit: 25e9 },
    plan: 'Free',
    calls: 12,
    listing_seconds: 12,
    quota: { limit: 500, remaining: 490, resets_at: '2026-11-21T10:30:00.000Z' },
  });
  expect(previewDocument(parsePreview('demo', { usage: { assets: 0 } }, NOW), false)).toMatchObject({
    stored_bytes: null,
    bandwidth: null,
    plan: null,
    quota: null,
    calls: 9,
    listing_seconds: null,
  });
});

test.each([undefined, null, {}, { usage: { assets: 'many' } }])(
  'an answer of another version is said to be one: %j',
  (answer) => {
    expect(() => parsePreview('demo', answer, NOW)).toThrow(OperatorError);
  },
);
