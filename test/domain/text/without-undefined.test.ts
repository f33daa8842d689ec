import { describe, expect, it } from 'vitest';
import { withoutUndefined } from '#shared/domain/text/without-undefined.ts';

describe('withoutUndefined', () => {
  it('leaves out what is undefined and keeps every other value', () => {
    const kept = { a: null, b: 0, c: '', d: false, e: [], f: {} };
    expect(withoutUndefined({ ...kept, g: undefined })).toStrictEqual(kept);
  });

  it('keeps a property called __proto__ as a property', () => {
    const object: object = JSON.parse('{"__proto__":"x"}');
    expect(Object.entries(withoutUndefined(object))).toEqual([['__proto__', 'x']]);
  });
});
