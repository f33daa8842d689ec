import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eventId } from '#shared/domain/journal/event-id.ts';
import { ulid } from '#shared/domain/journal/ulid.ts';

const at = '2026-11-20T09:15:32.418220Z';

describe('eventId', () => {
  it('is a ULID of the time of the event and a digest of its content with sorted keys, which never changes', () => {
    const digest = createHash('sha256').update('{"a":{"x":[2,{"p":1,"q":2}],"y":null},"b":"1"}').digest();
    const content = { b: '1', a: { y: null, x: [2, { q: 2, p: 1 }] } };
    expect(eventId(at, content)).toBe(ulid(Date.parse('2026-11-20T09:15:32.418Z'), digest));
    expect(eventId(at, { kind: 'deleted', public_id: 'a' })).toBe('01M7W3TP6226WA4AMM7BGVARCK');
  });

  it('differs with the content, the order of a list and the time', () => {
    const ids = [
      { a: [1, 2] },
      { a: [2, 1] },
      { a: ['1', 2] },
      { a: { 0: 1, 1: 2 } },
      { b: [1, 2] },
      {},
      { a: null },
      JSON.parse('{"__proto__":{"a":[1,2]}}'),
    ].map((content) => eventId(at, content));
    ids.push(eventId('2026-11-20T09:15:32.419220Z', { a: [1, 2] }));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
