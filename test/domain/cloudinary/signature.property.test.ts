import { createHash } from 'node:crypto';
import { v2 as cloudinary } from 'cloudinary';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { verifySignature } from '#shared/domain/cloudinary/signature.ts';
import { runs } from '#test/scale.ts';

const NOW = Math.floor(Date.now() / 1000);
const now = new Date(NOW * 1000);

function sign(algorithm: string, body: string | Uint8Array, timestamp: string, secret: string) {
  return createHash(algorithm).update(body).update(timestamp).update(secret).digest('hex');
}

const secret = fc.string({ minLength: 1 });
const algorithm = fc.constantFrom('sha1', 'sha256');
const age = fc.integer({ min: -299, max: 7199 });
const signed = fc
  .record({ body: fc.uint8Array({ minLength: 1 }), age, secret, algorithm })
  .map(({ body, age, secret, algorithm }) => {
    const timestamp = String(NOW - age);
    return { body, timestamp, secret, signature: sign(algorithm, body, timestamp, secret), signatureV2: undefined };
  });
type Signed = typeof signed extends fc.Arbitrary<infer T> ? T : never;

function isValid({ secret, ...delivery }: Signed) {
  return verifySignature(delivery, ['other', secret], now).valid;
}

function flipped(bytes: Uint8Array, bit: number) {
  const copy = Buffer.from(bytes);
  const at = (bit >> 3) % copy.length;
  copy[at] = (copy[at] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

describe('verifySignature', { timeout: 60_000 }, () => {
  it('accepts whatever was signed by a secret in the window, and refuses any flipped bit of it', () => {
    fc.assert(
      fc.property(signed, fc.nat(), (delivery, bit) => {
        expect(isValid(delivery)).toBe(true);
        const { body, timestamp, signature } = delivery;
        expect(isValid({ ...delivery, body: flipped(body, bit) })).toBe(false);
        expect(isValid({ ...delivery, timestamp: flipped(Buffer.from(timestamp), bit).toString('latin1') })).toBe(
          false,
        );
        const digest = flipped(Buffer.from(signature, 'hex'), bit).toString('hex');
        expect(isValid({ ...delivery, signature: digest })).toBe(false);
      }),
      { numRuns: runs(1000) },
    );
  });

  it('refuses a digest of the same bytes that are divided elsewhere into body and timestamp', () => {
    fc.assert(
      fc.property(signed, fc.stringMatching(/^\d$/), (delivery, digit) => {
        const { body, timestamp } = delivery;
        const shorter = { ...delivery, body: Buffer.concat([body, Buffer.from(timestamp.slice(0, 1))]) };
        expect(isValid({ ...shorter, timestamp: timestamp.slice(1) })).toBe(false);
        const signature = sign('sha1', Buffer.concat([body, Buffer.from(digit)]), timestamp, delivery.secret);
        expect(isValid({ ...delivery, signature, timestamp: digit + timestamp })).toBe(false);
      }),
    );
  });

  it('never throws, whatever the headers', () => {
    const header = fc.option(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9a-fA-F]{40}$/)), {
      nil: undefined,
    });
    const delivery = fc.record({ body: fc.uint8Array(), timestamp: header, signature: header, signatureV2: header });
    fc.assert(
      fc.property(delivery, fc.array(fc.string()), (delivery, secrets) => {
        expect(verifySignature(delivery, secrets, now).valid).toBe(false);
      }),
    );
  });

  describe('beside the official SDK', () => {
    const before = { ...cloudinary.config() };
    // The SDK asks the clock.
    beforeAll(() => {
      vi.useFakeTimers({ toFake: ['Date'], now });
    });
    afterAll(() => {
      vi.useRealTimers();
      cloudinary.config({ ...before, api_secret: '', signature_algorithm: '' });
    });
    const age = fc.integer({ min: -300, max: 7300 });

    it('accepts and refuses the same deliveries, except those from the future, which the SDK accepts', () => {
      const body = fc.oneof(fc.string({ unit: 'grapheme' }), fc.json());
      const tampering = fc.constantFrom('none', 'body', 'timestamp', 'signature', 'secret');
      fc.assert(
        fc.property(body, age, secret, algorithm, tampering, (body, age, secret, algorithm, tampering) => {
          const signedAt = NOW - age;
          const signature = sign(algorithm, body, String(signedAt), tampering === 'secret' ? `${secret}x` : secret);
          const sent = {
            body: tampering === 'body' ? `${body} ` : body,
            timestamp: tampering === 'timestamp' ? signedAt - 1 : signedAt,
            signature: tampering === 'signature' ? signature.replace(/^./, (c) => (c === '0' ? '1' : '0')) : signature,
          };
          cloudinary.config({ api_secret: secret, signature_algorithm: algorithm });
          const oracle = cloudinary.utils.verifyNotificationSignature(sent.body, sent.timestamp, sent.signature);
          const delivery = { ...sent, body: Buffer.from(sent.body), timestamp: String(sent.timestamp) };
          expect(verifySignature({ ...delivery, signatureV2: undefined }, [secret], now).valid).toBe(oracle);
          expect(oracle).toBe(tampering === 'none' && age <= 7200);
        }),
        { numRuns: runs(500) },
      );
    });
  });
});
