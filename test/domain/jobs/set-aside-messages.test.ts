import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_MESSAGE_BYTES } from '#shared/domain/jobs/queue-message.ts';
import { setAsideMessages } from '#shared/domain/jobs/set-aside-messages.ts';
import { setAsidePiece } from '#shared/domain/jobs/set-aside-piece.ts';
import { isAcceptedBySqs } from './accepted-by-sqs.ts';

const about = {
  cloud: 'demo',
  received_at: '2026-11-20T09:15:33.000000Z',
  signed_at: '2026-11-20T09:15:32.000000Z',
  request_id: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  reason: 'the body is not JSON in UTF-8',
};
const piece = { cloud: 'demo', signedAt: about.signed_at, requestId: about.request_id };

describe('setAsideMessages', { timeout: 60_000 }, () => {
  it.each([
    ['nonsense', 'bm9uc2Vuc2U='],
    ['', ''],
  ])('puts the short body %j into one message, with everything known about it', (body, body_base64) => {
    expect(setAsideMessages(Buffer.from(body), about).map((message) => JSON.parse(message))).toEqual([
      { v: 1, job: 'unintelligible', ...about, part: 1, parts: 1, body_base64 },
    ]);
  });

  it.each([
    [45_000, 1],
    [45_001, 2],
    [90_000, 2],
    [4 * 1024 * 1024, 94],
  ])('splits %d bytes into %d numbered pieces', (length, pieces) => {
    const messages = setAsideMessages(new Uint8Array(length), about);
    expect(messages).toHaveLength(pieces);
    for (const [index, message] of messages.entries()) {
      expect(JSON.parse(message)).toMatchObject(about);
      expect(setAsidePiece(message)).toMatchObject({ ...piece, number: index + 1, pieces });
    }
  });

  it('makes messages that the queue accepts and that give the exact body back, whatever its bytes', () => {
    // Bytes that differ from piece to piece.
    const body = fc.tuple(fc.uint8Array({ minLength: 1 }), fc.nat(200_000)).map(([bytes, length]) => {
      const whole = Buffer.alloc(length).fill(bytes);
      for (let at = 0; at + 4 <= length; at += 1000) whole.writeUInt32BE(at, at);
      return whole;
    });
    fc.assert(
      fc.property(body, (body) => {
        const messages = setAsideMessages(body, about);
        expect(messages.every((m) => Buffer.byteLength(m) <= MAX_MESSAGE_BYTES && isAcceptedBySqs(m))).toBe(true);
        const pieces = messages.map((message) => setAsidePiece(message)?.bytes ?? new Uint8Array());
        expect(Buffer.concat(pieces).equals(body)).toBe(true);
      }),
    );
  });
});

describe('setAsidePiece', () => {
  const [whole = ''] = setAsideMessages(Buffer.from('nonsense'), about);

  it('reads what setAsideMessages wrote', () => {
    expect(setAsidePiece(whole)).toEqual({ ...piece, number: 1, pieces: 1, bytes: Buffer.from('nonsense') });
  });

  it.each([
    { job: 'revision' },
    { v: 2 },
    { cloud: '' },
    { signed_at: 'yesterday' },
    { signed_at: '2026-11-20T09:15:32Z' }, // a time in another form
    { request_id: undefined },
    { part: 0 },
    { part: 0.5 },
    { part: 2 }, // of one
    { parts: 1001 }, // more than a body can have
    { body_base64: '?' },
  ])('does not accept a message with %j', (change) => {
    expect(setAsidePiece(JSON.stringify({ ...JSON.parse(whole), ...change }))).toBeUndefined();
  });

  it.each(['', '{', 'null', '[]', '"text"'])('does not accept %s, which is no object', (body) => {
    expect(setAsidePiece(body)).toBeUndefined();
  });
});
