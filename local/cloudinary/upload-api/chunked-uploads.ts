import type { OriginalBytes } from '../bytes/original-bytes.ts';
import { ApiError } from '../http/reply.ts';

const SMALLEST_PART = 5 * 1024 * 1024;
const KEPT_UPLOADS = 100;

/** A part of a chunked upload, from its `Content-Range` header. */
export interface Part {
  start: number;
  /** -1 while the total is unknown. */
  total: number;
  bytes: OriginalBytes;
}

/** Parses `bytes 0-5242879/-1`. Throws a 400 for anything else, or when the bytes do not fill the range. */
export function parsePart(contentRange: string, bytes: OriginalBytes): Part {
  const numbers = /^bytes (\d+)-(\d+)\/(-1|\d+)$/.exec(contentRange)?.slice(1) ?? [];
  const [start = 0, end, total = 0] = numbers.map(Number);
  const next = start + bytes.length;
  if (end === undefined || end + 1 !== next || (total >= 0 && next > total)) {
    throw new ApiError(400, `Invalid Content-Range ${contentRange}`);
  }
  return { start, total, bytes };
}

/** Parts of chunked uploads until the last one comes (https://cloudinary.com/documentation/upload_images#chunked_asset_upload). */
export class ChunkedUploads {
  readonly #uploads = new Map<string, Map<number, OriginalBytes>>();

  /** Adds a part; gives all parts of the file once none is missing. A part sent again replaces the first one. */
  add(uploadId: string, part: Part): OriginalBytes[] | undefined {
    const isLast = part.start + part.bytes.length === part.total;
    if (!isLast && part.bytes.length < SMALLEST_PART) {
      throw new ApiError(400, 'All parts except EOF-chunk must be larger than 5mb');
    }
    const parts = this.#uploads.get(uploadId) ?? new Map<number, OriginalBytes>();
    this.#uploads.set(uploadId, parts.set(part.start, part.bytes));
    const oldest = this.#uploads.keys().next().value;
    // Abandoned uploads would pile up.
    if (this.#uploads.size > KEPT_UPLOADS && oldest !== undefined) this.#uploads.delete(oldest);
    if (part.total < 0) return undefined;
    const ordered = [...parts].sort(([a], [b]) => a - b);
    let next = 0;
    for (const [start, bytes] of ordered) {
      if (start < next) throw new ApiError(400, 'Parts overlap');
      if (start > next) return undefined;
      next += bytes.length;
    }
    if (next !== part.total) return undefined;
    this.#uploads.delete(uploadId);
    return ordered.map(([, bytes]) => bytes);
  }
}
