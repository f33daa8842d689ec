import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodePublicId,
  encodePublicId,
  encodeSegment,
  publicIdBytes,
} from '#shared/domain/bucket/public-id-encoding.ts';
import { runs } from '#test/scale.ts';
import { anyPublicId, utf16 } from '../asset/arbitrary-asset.ts';

const GOLDEN: readonly [publicId: string, encoded: string][] = [
  ['ABCXYZabcxyz0189_.-/:', 'ABCXYZabcxyz0189_.-/:'],
  ['a b+c,d~e', 'a%20b%2Bc%2Cd%7Ee'],
  ['catalog/shoes/trail runner+2', 'catalog/shoes/trail%20runner%2B2'],
  ['café/日本/😀', 'caf%C3%A9/%E6%97%A5%E6%9C%AC/%F0%9F%98%80'],
  ['e\u0301', 'e%CC%81'],
  ['!*\'()@$=|"', '%21%2A%27%28%29%40%24%3D%7C%22'],
  ['?&#\\%<>', '%3F%26%23%5C%25%3C%3E'],
  ['%2E', '%252E'],
  ['.', '%2E'],
  ['..', '%2E%2E'],
  ['...', '...'],
  ['a/../b/./c', 'a/%2E%2E/b/%2E/c'],
  ['.a/a./..a', '.a/a./..a'],
  ['', ''],
  ['/', '/'],
  ['/a//b/', '/a//b/'],
  ['__proto__', '__proto__'],
  ['\u0000\t\n\u001f\u007f\u0080', '%00%09%0A%1F%7F%C2%80'],
  ['\u07ff\u0800\uffff', '%DF%BF%E0%A0%80%EF%BF%BF'],
  ['\u{10000}\u{10ffff}', '%F0%90%80%80%F4%8F%BF%BF'],
  ['\ud7ff\ud800\udbff', '%ED%9F%BF%ED%A0%80%ED%AF%BF'],
  ['\udc00\udfff\ue000', '%ED%B0%80%ED%BF%BF%EE%80%80'],
  ['\ude00\ud83d', '%ED%B8%80%ED%A0%BD'],
  ['\ufffd', '%EF%BF%BD'],
];

describe('encodePublicId', { timeout: 60_000 }, () => {
  it.each(GOLDEN)('%j, and back', (publicId, encoded) => {
    expect(encodePublicId(publicId)).toBe(encoded);
    expect(decodePublicId(encoded)).toBe(publicId);
  });

  it('is reversible, and so injective, for all strings of UTF-16, lone surrogates included', () => {
    fc.assert(
      fc.property(fc.oneof(anyPublicId, utf16), (publicId) => {
        expect(decodePublicId(encodePublicId(publicId))).toBe(publicId);
      }),
      { numRuns: runs(2000) },
    );
  });

  it('gives ASCII that cannot leave its folder', () => {
    fc.assert(
      fc.property(anyPublicId, (publicId) => {
        const encoded = encodePublicId(publicId);
        expect(encoded).toMatch(/^(?:[A-Za-z0-9_.\-/:]|%[0-9A-F]{2})*$/);
        expect(encoded).not.toMatch(/(?:^|\/)\.\.?(?:\/|$)/);
        expect(encoded.split('/')).toHaveLength(publicId.split('/').length);
      }),
    );
  });
});

describe('decodePublicId', { timeout: 60_000 }, () => {
  it.each([
    ['a byte that needs no escape', '%41'],
    ['lower-case hex', '%c3%a9'],
    ['a percent sign at the end', 'a%'],
    ['half an escape', 'a%2'],
    ['no hex', '%GG'],
    ['a space', 'a b'],
    ['a character that is not ASCII', 'é'],
    ['a segment of one dot', 'a/./b'],
    ['a segment of two dots', '..'],
    ['an escaped dot among others', 'a%2Eb'],
    ['the first byte of a character alone', '%C3'],
    ['a following byte alone', '%A9'],
    ['a character in more bytes than it takes', '%C0%80'],
    ['a surrogate pair in two characters', '%ED%A0%BD%ED%B8%80'],
    ['a character above U+10FFFF', '%F4%90%80%80'],
    ['bytes that UTF-8 has no use for', '%FF%FF%FF%FF'],
    ['a NUL before letters, mended', '%F4%90%80%80invalid'],
  ])('is undefined for %s', (_, encoded) => {
    expect(decodePublicId(encoded)).toBeUndefined();
  });

  it('never throws, and only accepts what encoding gives', () => {
    const escapes = fc.stringMatching(/^(?:[a-z%./]|%[0-9A-F]{2})*$/);
    fc.assert(
      fc.property(fc.oneof(escapes, utf16), (text) => {
        const decoded = decodePublicId(text);
        if (decoded !== undefined) expect(encodePublicId(decoded)).toBe(text);
      }),
      { numRuns: runs(1000) },
    );
  });
});

describe('encodeSegment', { timeout: 60_000 }, () => {
  it.each([
    ['image', 'image'],
    ['a/b', 'a%2Fb'],
    ['..', '%2E%2E'],
    ['../..', '%2E%2E%2F%2E%2E'],
    ['%2F', '%252F'],
  ])('%j', (text, encoded) => {
    expect(encodeSegment(text)).toBe(encoded);
  });

  it('is one segment, and can be decoded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(encodeSegment(text)).toMatch(/^(?!\.\.?$)[^/]*$/);
        expect(decodeURIComponent(encodeSegment(text))).toBe(text);
      }),
    );
  });
});

describe('publicIdBytes', { timeout: 60_000 }, () => {
  it('is UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (publicId) => {
        expect(Buffer.from(publicIdBytes(publicId))).toEqual(Buffer.from(publicId));
      }),
    );
  });

  it('keeps lone surrogates apart', () => {
    expect([...publicIdBytes('a\ud800b')]).toEqual([0x61, 0xed, 0xa0, 0x80, 0x62]);
    expect([...publicIdBytes('\udfff')]).toEqual([0xed, 0xbf, 0xbf]);
  });
});
