/** The characters that stay as they are. */
const SAFE = /[A-Za-z0-9_.\-/:]/;
const UTF8 = new TextEncoder();

/**
 * The bytes of a string in UTF-8. Lone surrogates become the three bytes that UTF-8's pattern gives for them:
 * TextEncoder would replace each by U+FFFD, and two public_ids could share a key.
 */
function utf8(character: string): Uint8Array {
  if (character.isWellFormed()) return UTF8.encode(character);
  const code = character.charCodeAt(0);
  return Uint8Array.of(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

function encodeCharacter(character: string): string {
  return SAFE.test(character) ? character : [...utf8(character)].map(percent).join('');
}

/** The bytes of a public_id, for hashing and for object metadata. Never throws, whatever the string holds. */
export function publicIdBytes(publicId: string): Uint8Array {
  const parts = [...publicId].map(utf8);
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/**
 * A public_id as it stands in an object key: each byte outside `A–Z a–z 0–9 _ . - / :` percent-encoded (UTF-8,
 * upper-case hex), the segments `.` and `..` escaped, empty segments kept. Injective, and reversed by
 * {@link decodePublicId}.
 */
export function encodePublicId(publicId: string): string {
  return [...publicId]
    .map(encodeCharacter)
    .join('')
    .split('/')
    .map((segment) => (segment === '.' || segment === '..' ? segment.replaceAll('.', '%2E') : segment))
    .join('/');
}

/** One path segment: as {@link encodePublicId}, with `/` encoded too. */
export function encodeSegment(text: string): string {
  return encodePublicId(text).replaceAll('/', '%2F');
}

function decodeRun(bytes: readonly number[]): string {
  let text = '';
  for (let index = 0; index < bytes.length; ) {
    const [first = 0, second = 0, third = 0, fourth = 0] = bytes.slice(index, index + 4);
    if (first < 0x80) {
      text += String.fromCodePoint(first);
      index += 1;
    } else if (first < 0xe0) {
      text += String.fromCodePoint(((first & 0x1f) << 6) | (second & 0x3f));
      index += 2;
    } else if (first < 0xf0) {
      text += String.fromCharCode(((first & 0x0f) << 12) | ((second & 0x3f) << 6) | (third & 0x3f));
      index += 3;
    } else {
      const code = ((first & 0x07) << 18) | ((second & 0x3f) << 12) | ((third & 0x3f) << 6) | (fourth & 0x3f);
      text += String.fromCodePoint(code);
      index += 4;
    }
  }
  return text;
}

/** Reverses {@link encodePublicId}. `undefined` for a text that {@link encodePublicId} never returns. */
export function decodePublicId(encoded: string): string | undefined {
  const decoded = encoded.replaceAll(/(?:%[0-9A-F]{2})+/g, (run) => {
    const bytes = run
      .slice(1)
      .split('%')
      .map((hex) => Number.parseInt(hex, 16));
    try {
      return decodeRun(bytes);
    } catch {
      return '\u0000invalid';
    }
  });
  return encodePublicId(decoded) === encoded ? decoded : undefined;
}
