import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gunzipLines, gzipLines } from '../../../shared/usecases/runs/gzip-lines.ts';
import { runs } from '../../scale.ts';

describe('gzipLines', () => {
  it('ends each line by a line feed', async () => {
    expect(String(gunzipSync(await gzipLines(['a', 'ä'])))).toBe('a\nä\n');
    expect(String(gunzipSync(await gzipLines([])))).toBe('');
  });

  it('is read back as it was, empty lines and all', { timeout: 30_000 }, async () => {
    const line = fc.string({ unit: 'binary' }).map((text) => text.toWellFormed().replaceAll('\n', ' '));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(line, fc.constant(''), fc.constant('\ufeff'))), async (lines) => {
        expect(await gunzipLines(await gzipLines(lines))).toEqual(lines);
      }),
      { numRuns: runs(50) },
    );
  });
});
