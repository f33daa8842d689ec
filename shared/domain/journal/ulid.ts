/** Crockford's base 32: no I, L, O, U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A ULID: 10 characters of time, 16 of entropy. As text, ULIDs sort in the order of time.
 *
 * @param milliseconds since 1970
 * @param entropy at least 10 bytes, random or a digest; only the first 10 count
 *
 * Source: https://github.com/ulid/spec
 */
export function ulid(milliseconds: number, entropy: Uint8Array): string {
  let time = '';
  for (let rest = Math.max(0, milliseconds), digit = 0; digit < 10; digit++) {
    time = ALPHABET.charAt(rest % 32) + time;
    rest = Math.floor(rest / 32);
  }
  let bits = entropy.slice(0, 10).reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  let random = '';
  for (let digit = 0; digit < 16; digit++) {
    random = ALPHABET.charAt(Number(bits & 31n)) + random;
    bits >>= 5n;
  }
  return time + random;
}
