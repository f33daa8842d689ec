import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claimedSignatureKey } from '#shared/domain/cloudinary/signature.ts';

function of(body: string) {
  return claimedSignatureKey(Buffer.from(body));
}

describe('claimedSignatureKey', () => {
  it('finds the key anywhere in a notification', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^\d{6,32}$/),
        fc.jsonValue(),
        fc.jsonValue(),
        fc.constantFrom(0, 1, 8),
        (key, a, b, indent) => {
          const body = { before: a, signature_key: key, after: b };
          expect(of(JSON.stringify(body, null, indent))).toBe(key);
        },
      ),
    );
  });

  it.each([
    '{}',
    '',
    '{"signature_key":null}',
    '{"signature_key":412233445566778}',
    '{"signature_key":"4122',
    '{"signature_key":"12345"}',
    `{"signature_key":"${'1'.repeat(33)}"}`,
    '{"signature_key":"41223344556677x"}',
    '{"signature_key":"412233\\n445566"}',
    '{"signature_key":"٤١٢٢٣٣٤٤"}',
    // A text that says so.
    JSON.stringify({ public_id: '"signature_key":"412233445566778"' }),
  ])('finds none in %s', (body) => {
    expect(of(body)).toBeUndefined();
  });

  it('gives 6 to 32 digits or nothing, whatever the bytes are', () => {
    const piece = fc.oneof(
      fc.uint8Array(),
      fc.constantFrom('"signature_key"', ':', ' ', '"', '412233445566778').map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        expect(claimedSignatureKey(Buffer.concat(pieces)) ?? '000000').toMatch(/^\d{6,32}$/);
      }),
    );
  });

  it('reads no byte before or after the body', () => {
    const memory = Buffer.from('{"signature_key":"412233445566778"}');
    expect(claimedSignatureKey(memory.subarray(0, 20))).toBeUndefined();
    expect(claimedSignatureKey(memory.subarray(5))).toBeUndefined();
  });

  it.each(['"signature_key"', '"signature_key" :', '"signature_key":"1', ' '])(
    'is quick even for 4 MiB of %j',
    (text) => {
      const started = performance.now();
      expect(of(text.repeat(Math.floor((4 * 1024 * 1024) / text.length)))).toBeUndefined();
      expect(performance.now() - started).toBeLessThan(1000);
    },
  );
});
