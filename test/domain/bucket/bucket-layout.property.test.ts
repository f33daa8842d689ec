import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alternativeRevisionKey,
  parseRevisionFileName,
  revisionFolders,
  revisionKey,
} from '#shared/domain/bucket/bucket-layout.ts';
import { runs } from '#test/scale.ts';
import { anyRevisionName } from '../asset/arbitrary-asset.ts';

const cloud = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/);
const md5 = fc.stringMatching(/^[0-9a-f]{32}$/);

describe('keys of revisions', { timeout: 60_000 }, () => {
  it('are valid in S3 for any asset name, are in the folders of the asset, and can be parsed by their file names', () => {
    fc.assert(
      fc.property(cloud, anyRevisionName, md5, (cloud, { asset, ...revision }, md5) => {
        // A segment of dots alone is escaped.
        const format = revision.format?.replace(/^\.\.?$/, (dots) => dots.replaceAll('.', '%2E'));
        const parts = { ...revision, ...(format !== undefined && { format }) };
        for (const [key, named] of [
          [revisionKey(cloud, asset, revision), parts],
          [alternativeRevisionKey(cloud, asset, revision, md5), { ...parts, md5 }],
        ] as const) {
          expect(key).toMatch(/^pipeline\/res\/[\x21-\x7e]+$/);
          expect(key.length).toBeLessThanOrEqual(1024);
          const end = key.lastIndexOf('/') + 1;
          expect(revisionFolders(cloud, asset)).toContain(key.slice(0, end));
          expect(parseRevisionFileName(key.slice(end))).toEqual(named);
        }
      }),
      { numRuns: runs(2000) },
    );
  });

  it('are never shared by two revisions that differ in asset, version, format or MD5', () => {
    const names = fc.array(fc.tuple(anyRevisionName, fc.option(md5)), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(cloud, names, (cloud, names) => {
        const distinct = new Map(names.map((name) => [JSON.stringify(name), name]));
        const keys = [...distinct.values()].map(([{ asset, ...revision }, md5]) =>
          md5 === null ? revisionKey(cloud, asset, revision) : alternativeRevisionKey(cloud, asset, revision, md5),
        );
        expect(new Set(keys).size).toBe(distinct.size);
      }),
    );
  });

  it('are not shared by neighbours: one piece added, removed or moved makes another key', () => {
    const pieces = fc.array(fc.constantFrom('a', '/', '.', '1', '1.jpg', '%', '~'), { maxLength: 6 });
    const names = fc.record({ public_id: pieces.map((p) => p.join('')), version: fc.constantFrom(1, 11) });
    fc.assert(
      fc.property(names, names, fc.constantFrom(undefined, 'jpg', '1'), (a, b, format) => {
        const keyOf = ({ public_id, version }: typeof a) =>
          revisionKey(
            'c',
            { resource_type: 'image', type: 'upload', public_id },
            { version, ...(format && { format }) },
          );
        expect(keyOf(a) === keyOf(b)).toBe(a.public_id === b.public_id && a.version === b.version);
      }),
      { numRuns: runs(2000) },
    );
  });
});
