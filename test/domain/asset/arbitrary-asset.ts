import fc from 'fast-check';

/** Every string of UTF-16, lone surrogates and control characters included. */
export const utf16: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd800, max: 0xdfff })))
  .map((units) => String.fromCharCode(...units));

const PIECES = ['.', '..', '/', '%', '%2E', '%2F', '~', '-', 'a', '1700000000.jpg', '\ud83d', '\ude00', ' ', 'é', '0'];

/** Public_ids, often with characters that are awkward in a key. */
export const anyPublicId: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...PIECES)).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary' }),
  utf16,
);

/** Public_ids, some of them too long for a key. */
export const anyLengthPublicId: fc.Arbitrary<string> = fc.oneof(
  anyPublicId,
  fc.tuple(anyPublicId, fc.integer({ min: 0, max: 1100 })).map(([end, length]) => `${'a'.repeat(length)}${end}`),
  fc.tuple(anyPublicId, fc.integer({ min: 0, max: 400 })).map(([end, length]) => `${'é/'.repeat(length)}${end}`),
);

function word(maxLength: number) {
  return fc.stringMatching(new RegExp(`^[A-Za-z0-9_.-]{1,${maxLength}}$`));
}

/** What distinguishes the object keys of one cloud. */
export const anyRevisionName = fc.record(
  {
    asset: fc.record({
      resource_type: fc.oneof(fc.constantFrom('image', 'video', 'raw'), word(64)),
      type: fc.oneof(fc.constantFrom('upload', 'private', 'authenticated'), word(64)),
      public_id: anyLengthPublicId,
    }),
    version: fc.oneof(fc.maxSafeNat(), fc.integer({ min: 0, max: 12 })),
    format: fc.oneof(fc.constantFrom('jpg', 'mp4', 'tar.gz'), word(32)),
  },
  { requiredKeys: ['asset', 'version'] },
);
