import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { verifySignature } from '#shared/domain/cloudinary/signature.ts';

const OWN = {
  body: '{"notification_type":"upload","asset_id":"0f1e2d3c4b5a69788796a5b4c3d2e1f0","public_id":"shop/caf\\u00e9","version":1790000000}',
  timestamp: 1_790_000_003,
  secret: 'test_secret_not_real',
  sha1: 'a0753d60043e08fbe1395a9c7234c46056df07f0',
  sha256: 'b44482d93581780a4f18f8c41b6d9455f23ed14da6c9d146a8eaddd63f535746',
};
const DOCUMENTED = {
  body: "{public_id: 'sample'}",
  timestamp: 1_315_060_510,
  secret: 'abcd',
  sha1: '25f7e91709c858b97d688ce8da799dedb290d9ef',
};
const SDK_BODY = '{"public_id":"b8sjhoslj8cq8ovoa0ma","version":"1555337587","width":1000,"height":800}';

function delivery(overrides: object = {}) {
  return {
    body: Buffer.from(OWN.body),
    timestamp: String(OWN.timestamp),
    signature: OWN.sha1,
    signatureV2: undefined,
    ...overrides,
  };
}

function secondsAfter(seconds: number, since = OWN.timestamp) {
  return new Date((since + seconds) * 1000);
}

function rejectionOf(overrides: object, secrets: readonly string[] = [OWN.secret], now = secondsAfter(0)) {
  const verdict = verifySignature(delivery(overrides), secrets, now);
  return verdict.valid ? 'valid' : verdict.rejection;
}

describe('verifySignature', () => {
  it.each([
    ['SHA-1 of the documentation', DOCUMENTED.body, DOCUMENTED.timestamp, DOCUMENTED.secret, DOCUMENTED.sha1],
    ['SHA-1', OWN.body, OWN.timestamp, OWN.secret, OWN.sha1],
    ['SHA-256', OWN.body, OWN.timestamp, OWN.secret, OWN.sha256],
  ])('accepts a known vector: %s', (_, body, timestamp, secret, signature) => {
    expect(Buffer.byteLength(OWN.body)).toBe(126);
    const signed = delivery({ body: Buffer.from(body), timestamp: String(timestamp), signature });
    expect(verifySignature(signed, [secret], secondsAfter(0, timestamp))).toEqual({
      valid: true,
      signedAtSeconds: timestamp,
    });
  });

  it.each([
    ['sha256', '6c5a29fd8815772fbac2f10ae741e093d0859313947ef8fadeb29126ded6649c'],
    ['sha1', 'd30afeb18450006cb62fcf7b73980346ad9e8913'],
  ])('refuses the SDK vector for its 13 digits of time, though its %s is right', (algorithm, signature) => {
    expect(createHash(algorithm).update(`${SDK_BODY}7952342400000hardcoded`).digest('hex')).toBe(signature);
    const signed = { body: Buffer.from(SDK_BODY), timestamp: '7952342400000', signature };
    expect(rejectionOf(signed, ['hardcoded'], new Date(7_952_342_400_000))).toBe('malformed-timestamp');
  });

  it('accepts upper-case hex', () => {
    expect(rejectionOf({ signature: OWN.sha1.toUpperCase() })).toBe('valid');
    expect(rejectionOf({ signature: OWN.sha256.toUpperCase() })).toBe('valid');
  });

  it('accepts a signature with a v2 signature beside it', () => {
    expect(rejectionOf({ signatureV2: 'anything' })).toBe('valid');
  });

  it.each([
    [7200, 'valid'],
    [7200.001, 'too-old'],
    [7201, 'too-old'],
    [-300, 'valid'],
    [-300.001, 'from-the-future'],
    [-301, 'from-the-future'],
  ])('%d seconds after signing: %s', (age, verdict) => {
    expect(rejectionOf({}, [OWN.secret], secondsAfter(age))).toBe(verdict);
  });

  it.each([
    ['missing-timestamp', [undefined]],
    [
      'malformed-timestamp',
      [
        '',
        'abc',
        '17900000',
        '179000000300',
        '1790000003.5',
        '-179000000',
        '+1790000003',
        ' 1790000003',
        '1790000003\n',
        '1.79e9',
        '01790000003',
        '1790000003, 1790000003',
      ],
    ],
    ['too-old', ['179000000']],
    ['from-the-future', ['17900000030']],
  ])('refuses as %s the timestamps %j', (rejection, timestamps) => {
    for (const timestamp of timestamps) expect(rejectionOf({ timestamp }), timestamp).toBe(rejection);
  });

  it.each([
    ['missing-signature', [undefined]],
    [
      'malformed-signature',
      [
        '',
        OWN.sha1.slice(1),
        `${OWN.sha1}a`,
        `${OWN.sha256}a`,
        OWN.sha1.replace('a', 'g'),
        `${OWN.sha1}\n`,
        `sha1=${OWN.sha1}`,
      ],
    ],
    ['mismatch', ['0'.repeat(40), '0'.repeat(64)]],
  ])('refuses as %s the signatures %j', (rejection, signatures) => {
    for (const signature of signatures) expect(rejectionOf({ signature }), signature).toBe(rejection);
  });

  it('gives a delivery with nothing but an EdDSA signature a reason of its own', () => {
    expect(rejectionOf({ signature: undefined, signatureV2: 'c2ln' })).toBe('eddsa-only');
  });

  it('checks the timestamp first, because no signature is valid without it', () => {
    expect(rejectionOf({ timestamp: undefined, signature: undefined, signatureV2: 'c2ln' })).toBe('missing-timestamp');
  });

  it('accepts any of several secrets', () => {
    expect(rejectionOf({}, ['other', OWN.secret])).toBe('valid');
    expect(rejectionOf({}, [OWN.secret, 'other'])).toBe('valid');
    expect(rejectionOf({}, ['other', 'another'])).toBe('mismatch');
  });

  it('never verifies with an empty secret, with which anyone can sign', () => {
    const signature = createHash('sha1').update(`${OWN.body}${OWN.timestamp}`).digest('hex');
    expect(rejectionOf({ signature }, [''])).toBe('no-secret');
    expect(rejectionOf({ signature }, [])).toBe('no-secret');
    expect(rejectionOf({ signature }, ['', OWN.secret])).toBe('mismatch');
  });

  it('covers the bytes as they arrived: an equal body in other bytes does not match', () => {
    expect(rejectionOf({ body: Buffer.from(OWN.body.replace('\\u00e9', 'é')) })).toBe('mismatch');
    expect(rejectionOf({ body: Buffer.from(`${OWN.body}\n`) })).toBe('mismatch');
  });
});
