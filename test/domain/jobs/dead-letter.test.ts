import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deadLetters } from '../../../shared/domain/jobs/dead-letter.ts';
import { deadLetterPiece } from '../../../shared/domain/jobs/dead-letter-piece.ts';
import { MAX_MESSAGE_BYTES } from '../../../shared/domain/jobs/queue-message.ts';
import { isAcceptedBySqs } from './accepted-by-sqs.ts';

const about = {
  cloud: 'demo',
  received_at: '2026-11-20T09:15:33.000000Z',
  signed_at: '2026-11-20T09:15:32.000000Z',
  request_id: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  reason: 'the body is not JSON in UTF-8',
};

function bodyOf(messages: readonly string[]) {
  return Buffer.concat(messages.map((message) => Buffer.from(JSON.parse(message).body_base64, 'base64')));
}

describe('deadLetters', { timeout: 60_000 }, () => {
  it('is one message for a short body, with all that is known about it', () => {
    const [message = '', ...others] = deadLetters(Buffer.from('nonsense'), about);
    expect(others).toEqual([]);
    expect(JSON.parse(message)).toEqual({
      v: 1,
      job: 'unintelligible',
      ...about,
      part: 1,
      parts: 1,
      body_base64: 'bm9uc2Vuc2U=',
    });
  });

  it('keeps an empty body too', () => {
    expect(deadLetters(new Uint8Array(), about).map((message) => JSON.parse(message))).toEqual([
      expect.objectContaining({ part: 1, parts: 1, body_base64: '' }),
    ]);
  });

  it.each([
    [45_000, 1],
    [45_001, 2],
    [90_000, 2],
    [4 * 1024 * 1024, 94],
  ])('of %d bytes are %d messages that say which part they are', (length, parts) => {
    const messages = deadLetters(new Uint8Array(length), about).map((message) => JSON.parse(message));
    expect(messages.map(({ part }) => part)).toEqual(Array.from({ length: parts }, (_, index) => index + 1));
    expect(new Set(messages.map(({ parts }) => parts))).toEqual(new Set([parts]));
    expect(messages.every((message) => message.reason === about.reason)).toBe(true);
  });

  it('fit the queue and give the exact body back, whatever its bytes', () => {
    // Bytes that differ from piece to piece.
    const body = fc.tuple(fc.uint8Array({ minLength: 1 }), fc.nat(200_000)).map(([bytes, length]) => {
      const whole = Buffer.alloc(length).fill(bytes);
      for (let at = 0; at + 4 <= length; at += 1000) whole.writeUInt32BE(at, at);
      return whole;
    });
    fc.assert(
      fc.property(body, (body) => {
        const messages = deadLetters(body, about);
        expect(messages.every((m) => Buffer.byteLength(m) <= MAX_MESSAGE_BYTES && isAcceptedBySqs(m))).toBe(true);
        expect(bodyOf(messages).equals(body)).toBe(true);
      }),
    );
  });
});

const [WHOLE = ''] = deadLetters(Buffer.from('nonsense'), about);

describe('deadLetterPiece', () => {
  it('reads what deadLetters wrote, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const [message = ''] = deadLetters(bytes, about);
        expect(deadLetterPiece(message)).toEqual({
          cloud: 'demo',
          signedAt: about.signed_at,
          requestId: about.request_id,
          part: 1,
          parts: 1,
          bytes: Buffer.from(bytes),
        });
      }),
    );
  });

  it('reads every piece of the longest body', () => {
    const pieces = deadLetters(new Uint8Array(4 * 1024 * 1024), about).map(deadLetterPiece);
    expect(pieces.map((piece) => [piece?.part, piece?.parts])).toEqual(pieces.map((_, index) => [index + 1, 94]));
  });

  it.each([
    ['another job', { job: 'revision' }],
    ['another version', { v: 2 }],
    ['no cloud', { cloud: '' }],
    ['no time', { signed_at: 'yesterday' }],
    ['a time in another form', { signed_at: '2026-11-20T09:15:32Z' }],
    ['no request', { request_id: undefined }],
    ['part 0', { part: 0 }],
    ['half a part', { part: 0.5 }],
    ['more than all parts', { part: 2 }],
    ['more parts than a body can have', { parts: 1001 }],
    ['bytes that are no base64', { body_base64: '?' }],
  ])('takes nothing with %s', (_, change) => {
    expect(deadLetterPiece(JSON.stringify({ ...JSON.parse(WHOLE), ...change }))).toBeUndefined();
    expect(deadLetterPiece(WHOLE)).toBeDefined();
  });

  it.each(['', '{', 'null', '[]', '"text"'])('takes nothing that is no object: %s', (body) => {
    expect(deadLetterPiece(body)).toBeUndefined();
  });
});
