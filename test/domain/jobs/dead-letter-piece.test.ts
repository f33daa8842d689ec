import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deadLetters } from '../../../shared/domain/jobs/dead-letter.ts';
import { deadLetterPiece } from '../../../shared/domain/jobs/dead-letter-piece.ts';

const about = {
  cloud: 'demo',
  received_at: '2026-11-20T09:15:33.000000Z',
  signed_at: '2026-11-20T09:15:32.000000Z',
  request_id: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  reason: 'the body is not JSON in UTF-8',
};

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
