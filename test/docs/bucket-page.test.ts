import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { REVISIONS_PREFIX, revisionKey } from '#shared/domain/bucket/bucket-layout.ts';

const page = await readFile(join(import.meta.dirname, '../../docs/bucket.md'), 'utf8');

/** Rows of the table of examples: `| image, upload | \`a//b\` | 1795166132, jpg | \`image/upload/…\` |` */
const examples = [...page.matchAll(/^\| (\w+), (\w+) +\| `([^`]+)` +\| (\d+)(?:, (\w+))? +\| `([^`]+)` +\|$/gm)].map(
  ([, resource_type = '', type = '', public_id = '', version, format, key = '']) => ({
    asset: { resource_type, type, public_id },
    revision: { version: Number(version), ...(format !== undefined && { format }) },
    key,
  }),
);

describe('docs/bucket.md', () => {
  test('has examples', () => {
    expect(examples.length).toBeGreaterThan(5);
  });

  test.each(examples)('gives the key of $asset.public_id', ({ asset, revision, key }) => {
    expect(revisionKey('acme-demo', asset, revision)).toBe(`${REVISIONS_PREFIX}acme-demo/${key}`);
  });
});
