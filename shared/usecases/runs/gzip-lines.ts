import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Lines as a compressed file; each ends with a line feed. */
export async function gzipLines(lines: readonly string[]): Promise<Uint8Array> {
  return compress(lines.map((line) => `${line}\n`).join(''), { level: 5 });
}

/** A line of JSON that the run wrote itself, so it is not checked. */
export function parseLine<Written>(line: string): Written {
  return JSON.parse(line) as Written;
}

/** Far more than any file of a run holds. */
const MAX_TEXT_BYTES = 256 * 1024 * 1024;

/** The lines of a compressed file. */
export async function gunzipLines(body: Uint8Array): Promise<readonly string[]> {
  const text = (await decompress(body, { maxOutputLength: MAX_TEXT_BYTES })).toString();
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
