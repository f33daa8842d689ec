import { describe, expect, it } from 'vitest';
import {
  alternativeRevisionKey,
  JOURNAL_PREFIX,
  journalKey,
  MARKER_PREFIX,
  markerKey,
  NATIVE_BACKUP_PREFIX,
  nativeBackupFolders,
  PIPELINE_PREFIX,
  parseRevisionFileName,
  REVISIONS_PREFIX,
  revisionFolders,
  revisionKey,
} from '#shared/domain/bucket/bucket-layout.ts';

/**
 * The layout is a public contract: these literals never change. A failing test here means that objects already stored
 * would no longer be found.
 */

const jpg = { version: 1700000000, format: 'jpg' };
const MD5 = '3c6e0b8a9c15224a8228b9a98ca1531d';

function image(public_id: string) {
  return { resource_type: 'image', type: 'upload', public_id };
}

function raw(public_id: string) {
  return { resource_type: 'raw', type: 'upload', public_id };
}

it('prefixes are those of the documented layout', () => {
  expect([PIPELINE_PREFIX, REVISIONS_PREFIX, JOURNAL_PREFIX]).toEqual([
    'pipeline/',
    'pipeline/res/',
    'pipeline/journal/',
  ]);
  expect([NATIVE_BACKUP_PREFIX, MARKER_PREFIX]).toEqual(['res/', '.wellknown/cloudinary/']);
});

it('markerKey is where Cloudinary looks for it', () => {
  expect(markerKey('Acme-demo')).toBe('.wellknown/cloudinary/Acme-demo');
});

describe('revisionKey', () => {
  it.each([
    // How public_ids are encoded is tested with encodePublicId.
    ['catalog/shoes/runner', 'catalog/shoes/runner'],
    ['a b+c,d~e', 'a%20b%2Bc%2Cd%7Ee'],
    ['../../etc/passwd', '%2E%2E/%2E%2E/etc/passwd'],
    ['', ''],
    ['a/1700000000.jpg', 'a/1700000000.jpg'],
    ['a'.repeat(978), 'a'.repeat(978)], // exactly 1,024 bytes
    // With one more, the public_id is cut at 700, and has its digest added.
    ['a'.repeat(979), `${'a'.repeat(700)}~2b8d812d128efbb498cacd2a8479f5e6`],
    // Before an escape that would be cut after two characters, or after one; after an escape that ends there.
    [`${'a'.repeat(698)} ${'b'.repeat(400)}`, `${'a'.repeat(698)}~0e25a9f2a494c780c92c7785b627514d`],
    [`${'a'.repeat(699)} ${'b'.repeat(400)}`, `${'a'.repeat(699)}~f64bc26bade94e49a43e959aef5e7e7c`],
    [`${'a'.repeat(697)} ${'b'.repeat(400)}`, `${'a'.repeat(697)}%20~f611fa0af9c316d1f15ab1d1169a3717`],
    [`${'a'.repeat(699)}/${'b'.repeat(400)}`, `${'a'.repeat(699)}/~2fd3d886655d18122f50cfa74ea7ba47`],
    // 4,000 bytes.
    ['é'.repeat(2000), `${'%C3%A9'.repeat(116)}%C3~972d88afa1e48c26f6d2d60f131f9568`],
    // Lone surrogates are digested as the bytes that stand in the key.
    ['\ud800'.repeat(400), `${'%ED%A0%80'.repeat(77)}%ED%A0~f63f42f9bfd7d91b7932714dad73a627`],
  ])('of the public_id %j', (public_id, part) => {
    expect(revisionKey('demo', image(public_id), jpg)).toBe(`pipeline/res/demo/image/upload/${part}/1700000000.jpg`);
  });

  it.each([
    // The public_id of a raw asset carries its extension.
    ['demo', raw('exports/list.csv'), { version: 1795168931 }, 'demo/raw/upload/exports/list.csv/1795168931'],
    [
      'Acme_demo',
      { resource_type: 'video', type: 'authenticated', public_id: 'town-hall' },
      { version: 0, format: 'mp4' },
      'Acme_demo/video/authenticated/town-hall/0.mp4',
    ],
    // None of the parts reaches into another.
    [
      'c/d',
      { resource_type: '..', type: 'a/b', public_id: 'x' },
      { version: 1, format: '../jpg' },
      'c%2Fd/%2E%2E/a%2Fb/x/1.%2E%2E%2Fjpg',
    ],
  ])('spells out cloud, resource_type, type and format: %s, %j, %j', (cloud, asset, revision, key) => {
    expect(revisionKey(cloud, asset, revision)).toBe(`pipeline/res/${key}`);
  });
});

it.each([
  [image('a'), jpg, `image/upload/a/1700000000-${MD5}.jpg`],
  [raw('a.csv'), { version: 7 }, `raw/upload/a.csv/7-${MD5}`],
  // Cut where the key of the revision is not.
  [
    image('a'.repeat(963)),
    jpg,
    `image/upload/${'a'.repeat(700)}~a4ccdfb116e97d5fe81e0d5701b87c36/1700000000-${MD5}.jpg`,
  ],
])('alternativeRevisionKey carries the MD5 beside the version: %j, %j', (asset, revision, key) => {
  expect(alternativeRevisionKey('demo', asset, revision, MD5)).toBe(`pipeline/res/demo/${key}`);
});

describe('revisionFolders', () => {
  it('is the one folder of an ordinary asset', () => {
    expect(revisionFolders('demo', image('catalog/a b'))).toEqual(['pipeline/res/demo/image/upload/catalog/a%20b/']);
  });

  it.each([
    // 31 bytes before the public_id, a slash after it, 82 bytes of the longest file name.
    ['one, whole, while the longest file name still fits', 910, [910]],
    ['two, as soon as it does not', 911, [911, 700]],
    ['two, while one byte of a file name still fits', 991, [991, 700]],
    ['one, cut, once no file name fits', 992, [700]],
  ])('are %s', (_, length, lengths) => {
    const folders = revisionFolders('demo', image('a'.repeat(length)));
    expect(folders.map((folder) => /\/(a+)(?:~[0-9a-f]{32})?\/$/.exec(folder)?.[1]?.length)).toEqual(lengths);
  });
});

describe('parseRevisionFileName', () => {
  it.each([
    // The property test takes all keys apart that are made here.
    ['1700000000.jpg', { version: 1700000000, format: 'jpg' }],
    ['9007199254740991.jpg', { version: Number.MAX_SAFE_INTEGER, format: 'jpg' }],
  ])('takes %s apart', (name, parts) => {
    expect(parseRevisionFileName(name)).toStrictEqual(parts);
  });

  it.each([
    '',
    'jpg',
    '.jpg',
    '1700000000.',
    '01700000000.jpg',
    '-1.jpg',
    'x1700000000.jpg',
    '1700000000.jpg/',
    '1700000000.jpg/1700000001.jpg',
    '1700000000jpg',
    '1700000000-.jpg',
    `1700000000-${MD5.toUpperCase()}.jpg`,
    `1700000000-${MD5}0.jpg`,
    '1700000000 .jpg',
    '9007199254740992.jpg',
    '17000000000000000.jpg',
  ])('accepts no %j', (name) => {
    expect(parseRevisionFileName(name)).toBeUndefined();
  });
});

describe('nativeBackupFolders', () => {
  it.each([
    ['a/b', ['a/b']],
    // All the ways in which a public_id may be encoded.
    ['é a+(1)', ['%C3%A9%20a%2B%281%29', 'é a+(1)', '%C3%A9 a+(1)', '%C3%A9+a%2B%281%29']],
    // What S3 takes for no key is left out: lone surrogates, and more than 1,024 bytes with 22 before and 1 after.
    ['\ud800', ['%ED%A0%80']],
    ['a'.repeat(1001), ['a'.repeat(1001)]],
    ['a'.repeat(1002), []],
    ['é'.repeat(400), ['é'.repeat(400)]],
    ['é'.repeat(501), []],
  ])('of %j', (public_id, folders) => {
    const whole = folders.map((folder) => `res/demo/image/upload/${folder}/`);
    expect(nativeBackupFolders('demo', image(public_id))).toEqual(whole);
  });

  it('leaves the characters that encoders differ about as they are', () => {
    expect(nativeBackupFolders('demo', image("é ~!*'()$,=@+%"))).toContain(
      "res/demo/image/upload/%C3%A9 ~!*'()$,=@+%25/",
    );
  });
});

it('journalKey is in the folder of the hour of writing, in UTC', () => {
  expect(journalKey('demo', new Date('2026-03-09T08:59:59.999Z'), '01JD4ZK0000000000000000000')).toBe(
    'pipeline/journal/demo/2026/03/09/08/01JD4ZK0000000000000000000.ndjson',
  );
  expect(journalKey('a/b', new Date('2026-11-20T23:30:00-05:00'), 'x')).toBe(
    'pipeline/journal/a%2Fb/2026/11/21/04/x.ndjson',
  );
});
