import { describe, expect, test } from 'vitest';
import { parsePreview, previewDocument, previewLines } from '#cli/backup/library-preview.ts';
import { plainText } from '#cli/console/line.ts';
import { OperatorError } from '#cli/operator-error.ts';

const NOW = new Date('2026-11-21T10:00:00Z');
const USAGE = { assets: 1_200, storedBytes: 5e9, bandwidth: { used: 1e9, limit: 25e9 }, plan: 'Free' };
const QUOTA = { limit: 500, remaining: 490, resetsAt: '2026-11-21T10:30:00.000Z' };

function lines(answer: object, first = true) {
  return previewLines(parsePreview('demo', answer, NOW), first).map(plainText);
}

describe('what the first backup costs', () => {
  test('is shown before it starts', () => {
    expect(lines({ usage: USAGE, quota: QUOTA })).toEqual([
      'The first backup of demo copies the whole library:',
      '  Stored at Cloudinary: 1,200 assets, 5.00 GB (derived assets and backups included)',
      '  Bandwidth at Cloudinary: at most 5.00 GB, 20% of the limit',
      '  Bandwidth used this month: 1.00 GB of 25.00 GB (plan Free)',
      '  Admin API: 12 calls of 500 an hour; listing takes about 12 s',
    ]);
  });

  test('warns where it may be more than is left', () => {
    const shown = lines({ usage: { ...USAGE, bandwidth: { used: 21e9, limit: 25e9 } }, quota: QUOTA }).join('\n');
    expect(shown).toContain('! This may be more than the bandwidth left this month.');
    const fits = lines({ usage: { ...USAGE, bandwidth: { used: 20e9, limit: 25e9 } }, quota: QUOTA }).join('\n');
    expect(fits).not.toContain('!');
  });

  test.each([
    [{ assets: 1 }, 'unknown, because Cloudinary does not report how much it stores'],
    [{ assets: 1, storedBytes: 5 }, 'Bandwidth at Cloudinary: at most 5 B'],
    [
      { assets: 1, storedBytes: 5, bandwidth: { used: 7 }, plan: 'Plus' },
      'Bandwidth used this month: 7 B; Cloudinary reports no limit (plan Plus)',
    ],
    [{ assets: 1, storedBytes: 5, bandwidth: { used: 7, limit: 0 } }, 'Cloudinary reports no limit'],
  ])('does not make up what Cloudinary does not say: %j', (usage, expected) => {
    const shown = lines({ usage }).join('\n');
    expect(shown).toContain(expected);
    expect(shown).toContain('Admin API: 10 calls; listing takes an unknown time');
  });

  test('heeds the reserve that the stack leaves', () => {
    const usage = { assets: 100_000 };
    expect(lines({ usage, quota: QUOTA, reserve: 0.5 }).join()).toContain(
      '209 calls of 500 an hour; listing takes about 3 min',
    );
    expect(lines({ usage, quota: QUOTA, reserve: 0.9 }).join()).toContain('listing takes about 3 h 30 min');
  });
});

test('a later backup copies only what is missing: its bandwidth is not shown', () => {
  const shown = lines({ usage: USAGE, quota: QUOTA }, false).join('\n');
  expect(shown).toMatch(/^A backup of demo copies what is missing:\n/);
  expect(shown).not.toContain('Bandwidth');
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
