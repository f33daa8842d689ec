import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asQueueSafeJson } from '#shared/domain/text/queue-safe-json.ts';
import { utf16 } from '../asset/arbitrary-asset.ts';
import { isAcceptedBySqs } from '../jobs/accepted-by-sqs.ts';

describe('asQueueSafeJson', { timeout: 60_000 }, () => {
  it('escapes the two noncharacters that JSON.stringify leaves as they are', () => {
    expect(asQueueSafeJson({ a: '\uFFFE\uFFFFx' })).toBe('{"a":"\\ufffe\\uffffx"}');
  });

  it('leaves other characters alone', () => {
    expect(asQueueSafeJson('é€\uFFFD😀')).toBe('"é€\uFFFD😀"');
  });

  it('gives JSON of the same value in characters that SQS takes, whatever the strings hold', () => {
    const anything = fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.oneof(anything, utf16), (value) => {
        const text = asQueueSafeJson(value);
        expect(isAcceptedBySqs(text)).toBe(true);
        expect(JSON.parse(text)).toEqual(value);
      }),
    );
  });
});
