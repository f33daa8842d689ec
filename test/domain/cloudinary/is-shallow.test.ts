import { describe, expect, it } from 'vitest';
import { isShallow } from '../../../shared/domain/cloudinary/is-shallow.ts';

function nested(depth: number, open: string, inner: string, close: string): unknown {
  return JSON.parse(open.repeat(depth) + inner + close.repeat(depth));
}

describe('isShallow', () => {
  it.each([null, 0, '', true, undefined, {}, [], { a: [{}, null] }])('is true of %j', (value) => {
    expect(isShallow(value)).toBe(true);
  });

  it.each([
    ['[', ']'],
    ['{"a":', '}'],
    ['[1,', ',2]'],
    ['{"a":1,"b":', '}'],
  ])('allows 64 levels of %s', (open, close) => {
    expect(isShallow(nested(64, open, '0', close))).toBe(true);
    expect(isShallow(nested(65, open, '0', close))).toBe(false);
    expect(isShallow(nested(100_000, open, '0', close))).toBe(false);
  });
});
