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
} from '../../../shared/domain/bucket/bucket-layout.ts';

/**
 * The layout is a public contract: these literals never change. A failing test here means that what users have stored
 * would no longer be found.
 */

function image(public_id: string) {
  return { resource_type: 'image', type: 'upload', public_id };
}
function raw(public_id: string) {
  return { resource_type: 'raw', type: 'upload', public_id };
}
const jpg = { version: 1700000000, format: 'jpg' };
const MD5 = '3c6e0b8a9c15224a8228b9a98ca1531d';
function keyOf(public_id: string) {
  return revisionKey('demo', image(public_id), jpg);
}

describe('prefixes', () => {
  it('are those of the documented layout', () => {
    expect({
      PIPELINE_PREFIX,
      REVISIONS_PREFIX,
      JOURNAL_PREFIX,
      NATIVE_BACKUP_PREFIX,
      MARKER_PREFIX,
    }).toEqual({
      PIPELINE_PREFIX: 'pipeline/',
      REVISIONS_PREFIX: 'pipeline/res/',
      JOURNAL_PREFIX: 'pipeline/journal/',
      NATIVE_BACKUP_PREFIX: 'res/',
      MARKER_PREFIX: '.wellknown/cloudinary/',
    });
  });
});

describe('markerKey', () => {
  it('is where Cloudinary looks for it', () => {
    expect(markerKey('Acme-demo')).toBe('.wellknown/cloudinary/Acme-demo');
  });
});

describe('revisionKey', () => {
  it.each([
    ['catalog/shoes/runner', 'catalog/shoes/runner'],
    ['a b+c,d~e', 'a%20b%2Bc%2Cd%7Ee'],
    ['café/日本/😀', 'caf%C3%A9/%E6%97%A5%E6%9C%AC/%F0%9F%98%80'],
    ['a:b-c_d.e', 'a:b-c_d.e'],
    ['..', '%2E%2E'],
    ['.', '%2E'],
    ['../../etc/passwd', '%2E%2E/%2E%2E/etc/passwd'],
    ['a/./b', 'a/%2E/b'],
    ['a//b', 'a//b'],
    ['/a/', '/a/'],
    ['', ''],
    ['\u0000\n\u007f', '%00%0A%7F'],
    ['\ud800x\udfff', '%ED%A0%80x%ED%BF%BF'],
    ['100%', '100%25'],
    ['a/1700000000.jpg', 'a/1700000000.jpg'],
    ['__proto__', '__proto__'],
  ])('of the public_id %j', (public_id, encoded) => {
    expect(keyOf(public_id)).toBe(`pipeline/res/demo/image/upload/${encoded}/1700000000.jpg`);
  });

  it('has no extension for raw, whose public_id carries it', () => {
    expect(revisionKey('demo', raw('exports/list.csv'), { version: 1795168931 })).toBe(
      'pipeline/res/demo/raw/upload/exports/list.csv/1795168931',
    );
  });

  it('spells out cloud, resource_type, type and format', () => {
    const video = { resource_type: 'video', type: 'authenticated', public_id: 'town-hall' };
    expect(revisionKey('Acme_demo', video, { version: 0, format: 'mp4' })).toBe(
      'pipeline/res/Acme_demo/video/authenticated/town-hall/0.mp4',
    );
  });

  it('lets none of its parts reach into another', () => {
    const odd = { resource_type: '..', type: 'a/b', public_id: 'x' };
    expect(revisionKey('c/d', odd, { version: 1, format: '../jpg' })).toBe(
      'pipeline/res/c%2Fd/%2E%2E/a%2Fb/x/1.%2E%2E%2Fjpg',
    );
  });

  describe('at the limit of 1,024 bytes', () => {
    it('is whole with exactly as many', () => {
      const key = keyOf('a'.repeat(978));
      expect(key).toBe(`pipeline/res/demo/image/upload/${'a'.repeat(978)}/1700000000.jpg`);
      expect(key).toHaveLength(1024);
    });

    it('cuts the public_id at 700 with one more, and adds its digest', () => {
      expect(keyOf('a'.repeat(979))).toBe(
        `pipeline/res/demo/image/upload/${'a'.repeat(700)}~2b8d812d128efbb498cacd2a8479f5e6/1700000000.jpg`,
      );
    });

    it.each([
      [
        'before an escape that would be cut after two characters',
        698,
        'a'.repeat(698),
        '0e25a9f2a494c780c92c7785b627514d',
      ],
      ['before an escape that would be cut after one', 699, 'a'.repeat(699), 'f64bc26bade94e49a43e959aef5e7e7c'],
      ['after an escape that ends there', 697, `${'a'.repeat(697)}%20`, 'f611fa0af9c316d1f15ab1d1169a3717'],
    ])('cuts %s', (_, before, cut, digest) => {
      expect(keyOf(`${'a'.repeat(before)} ${'b'.repeat(400)}`)).toBe(
        `pipeline/res/demo/image/upload/${cut}~${digest}/1700000000.jpg`,
      );
    });

    it('cuts after a slash', () => {
      expect(keyOf(`${'a'.repeat(699)}/${'b'.repeat(400)}`)).toBe(
        `pipeline/res/demo/image/upload/${'a'.repeat(699)}/~2fd3d886655d18122f50cfa74ea7ba47/1700000000.jpg`,
      );
    });

    it('takes a public_id of 4,000 bytes', () => {
      expect(keyOf('é'.repeat(2000))).toBe(
        `pipeline/res/demo/image/upload/${'%C3%A9'.repeat(116)}%C3~972d88afa1e48c26f6d2d60f131f9568/1700000000.jpg`,
      );
    });

    it('digests lone surrogates as the bytes that stand in the key', () => {
      expect(keyOf('\ud800'.repeat(400))).toBe(
        `pipeline/res/demo/image/upload/${'%ED%A0%80'.repeat(77)}%ED%A0~f63f42f9bfd7d91b7932714dad73a627/1700000000.jpg`,
      );
    });
  });
});

describe('alternativeRevisionKey', () => {
  it('carries the MD5 beside the version', () => {
    expect(alternativeRevisionKey('demo', image('a'), jpg, MD5)).toBe(
      `pipeline/res/demo/image/upload/a/1700000000-${MD5}.jpg`,
    );
    expect(alternativeRevisionKey('demo', raw('a.csv'), { version: 7 }, MD5)).toBe(
      `pipeline/res/demo/raw/upload/a.csv/7-${MD5}`,
    );
  });

  it('may be cut where the key of the revision is not', () => {
    expect(alternativeRevisionKey('demo', image('a'.repeat(963)), jpg, MD5)).toBe(
      `pipeline/res/demo/image/upload/${'a'.repeat(700)}~a4ccdfb116e97d5fe81e0d5701b87c36/1700000000-${MD5}.jpg`,
    );
    expect(keyOf('a'.repeat(963))).toContain('a'.repeat(963));
  });
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
    ['1700000000.jpg', { version: 1700000000, format: 'jpg' }],
    ['1700000000', { version: 1700000000 }],
    [`1700000000-${MD5}.jpg`, { version: 1700000000, md5: MD5, format: 'jpg' }],
    [`1700000000-${MD5}`, { version: 1700000000, md5: MD5 }],
    ['0.jpg', { version: 0, format: 'jpg' }],
    ['1.tar.gz', { version: 1, format: 'tar.gz' }],
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
  it('is one folder where there is nothing to encode', () => {
    expect(nativeBackupFolders('demo', image('a/b'))).toEqual(['res/demo/image/upload/a/b/']);
  });

  it('are all the ways in which a public_id may be encoded', () => {
    expect(nativeBackupFolders('demo', image('é a+(1)'))).toEqual([
      'res/demo/image/upload/%C3%A9%20a%2B%281%29/',
      'res/demo/image/upload/é a+(1)/',
      'res/demo/image/upload/%C3%A9 a+(1)/',
      'res/demo/image/upload/%C3%A9+a%2B%281%29/',
    ]);
  });

  it('leaves the characters that encoders differ about as they are', () => {
    expect(nativeBackupFolders('demo', image("é ~!*'()$,=@+%"))).toContain(
      "res/demo/image/upload/%C3%A9 ~!*'()$,=@+%25/",
    );
  });

  it('leaves out what S3 takes for no key: lone surrogates, and more than 1,024 bytes', () => {
    expect(nativeBackupFolders('demo', image('\ud800'))).toEqual(['res/demo/image/upload/%ED%A0%80/']);
    expect(nativeBackupFolders('demo', image('a'.repeat(1001)))).toHaveLength(1); // 22 bytes before, 1 after
    expect(nativeBackupFolders('demo', image('a'.repeat(1002)))).toHaveLength(0);
    expect(nativeBackupFolders('demo', image('é'.repeat(400)))).toEqual([`res/demo/image/upload/${'é'.repeat(400)}/`]);
    expect(nativeBackupFolders('demo', image('é'.repeat(501)))).toEqual([]);
  });
});

describe('journalKey', () => {
  it('stands under the hour of writing in UTC', () => {
    expect(journalKey('demo', new Date('2026-03-09T08:59:59.999Z'), '01JD4ZK0000000000000000000')).toBe(
      'pipeline/journal/demo/2026/03/09/08/01JD4ZK0000000000000000000.ndjson',
    );
    expect(journalKey('a/b', new Date('2026-11-20T23:30:00-05:00'), 'x')).toBe(
      'pipeline/journal/a%2Fb/2026/11/21/04/x.ndjson',
    );
  });
});
