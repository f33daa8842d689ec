import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ulid } from '#shared/domain/journal/ulid.ts';

const zeros = new Uint8Array(10);
const ones = new Uint8Array(10).fill(255);
const LATEST = 2 ** 48 - 1;

describe('ulid', { timeout: 60_000 }, () => {
  it.each([
    [0, zeros, '00000000000000000000000000'],
    [LATEST, ones, '7ZZZZZZZZZZZZZZZZZZZZZZZZZ'],
    // The time of the example in the specification.
    [1469918176385, zeros, '01ARYZ6S410000000000000000'],
    [1, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 1), '00000000010000000000000001'],
    [0, Uint8Array.of(0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0), '0000000000G000000000000000'],
    [0, Uint8Array.of(0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x01, 0x23), '000000000004HMASW9NF6YY093'],
  ])('of %d', (milliseconds, entropy, text) => {
    expect(ulid(milliseconds, entropy)).toBe(text);
  });

  it('takes only the first 10 bytes of entropy', () => {
    expect(ulid(5, Buffer.concat([zeros, ones]))).toBe(ulid(5, zeros));
    expect(ulid(5, Buffer.concat([ones, zeros]))).toBe(ulid(5, ones));
  });

  it('treats times before 1970 as 1970', () => {
    expect(ulid(-1, ones)).toBe(ulid(0, ones));
  });

  it('sorts as time, then as entropy', () => {
    const parts = fc.tuple(fc.integer({ min: 0, max: LATEST }), fc.uint8Array({ minLength: 10, maxLength: 10 }));
    fc.assert(
      fc.property(parts, parts, ([timeA, entropyA], [timeB, entropyB]) => {
        const [a, b] = [ulid(timeA, entropyA), ulid(timeB, entropyB)];
        const expected = Math.sign(timeA - timeB) || Buffer.compare(entropyA, entropyB);
        expect(a < b ? -1 : Number(a > b)).toBe(expected);
        expect(a).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
      }),
    );
  });
});
