import { expect, test } from 'vitest';
import { objectAttributes, type RevisionToStore } from '#shared/usecases/worker/revision-to-store.ts';

const AT = '2026-11-20T09:15:32.418220Z';
const WRITTEN_BY = {
  'request-id': '0'.repeat(36),
  'log-stream': encodeURIComponent(`2026/11/20/[$LATEST]${'0'.repeat(32)}`),
};

function revision(public_id: string, id = 'a'.repeat(32)): RevisionToStore {
  return {
    cloud: 'demo',
    asset: { resource_type: 'image', type: 'upload', public_id, asset_id: id },
    revision: { version: 1, version_id: id, bytes: 1, etag: 'b'.repeat(32) },
    at: AT,
  };
}

function attributes(what: RevisionToStore, contentType?: string) {
  return objectAttributes(what, 'download-backup', contentType, WRITTEN_BY);
}

test("a revision's object carries its identity", () => {
  expect(attributes(revision('naïve/日本'), 'image/png').metadata).toEqual({
    'asset-id': 'a'.repeat(32),
    'version-id': 'a'.repeat(32),
    'public-id': Buffer.from('naïve/日本').toString('base64url'),
    md5: 'b'.repeat(32),
    source: 'download-backup',
    'event-time': AT,
    ...WRITTEN_BY,
  });
});

test('unknown fields are left out', () => {
  const { asset_id: _, ...asset } = revision('a').asset;
  const { metadata } = attributes({ ...revision('a'), asset, revision: { version: 1, bytes: 1 } });
  for (const name of ['asset-id', 'version-id', 'md5']) expect(metadata).not.toHaveProperty(name);
});

test.each([
  ['é'.repeat(600), true],
  [`${'é'.repeat(600)}x`, false],
])('a public_id of more than 1,200 bytes is left out', (public_id, there) => {
  expect('public-id' in attributes(revision(public_id)).metadata).toBe(there);
});

test.each([
  ['the longest public_id', revision('x'.repeat(1200))],
  ['ids with any length and characters', revision('x'.repeat(1200), '\ud800é%\r\n'.repeat(100))],
])('the metadata is ASCII and at most 2 KB, as S3 demands, with %s', (_, what) => {
  const text = Object.entries(attributes(what).metadata).flat().join('');
  expect(text).toMatch(/^[\x20-\x7e]*$/);
  expect(text.length).toBeLessThanOrEqual(2048);
});

test.each([
  ['image/svg+xml', 'image/svg+xml'],
  ['text/plain; charset=utf-8', 'text/plain; charset=utf-8'],
  ['text/plain\r\nx-amz-acl: public-read', 'application/octet-stream'],
  ['nonsense', 'application/octet-stream'],
  ['', 'application/octet-stream'],
  [undefined, 'application/octet-stream'],
])('the content type %j is stored as %s', (given, stored) => {
  expect(attributes(revision('a'), given).contentType).toBe(stored);
});
