import { heldBytes, type OriginalBytes } from '../bytes/original-bytes.ts';
import type { ApiCall } from '../http/api-call.ts';
import { ApiError } from '../http/api-error.ts';
import { parsePart } from './chunked-uploads.ts';

/** A file that has arrived completely. */
export interface ReceivedFile {
  /** Its name without folders; undefined when the client gave none. */
  name: string | undefined;
  original: OriginalBytes;
}

function fromText(text: string): ReceivedFile {
  const match = /^data:[^,]*;base64,(.*)$/s.exec(text);
  if (match) return { name: undefined, original: heldBytes(Buffer.from(match[1] ?? '', 'base64')) };
  if (/^(https?|ftp|s3|gs):/.test(text)) {
    throw new ApiError(400, 'The simulated Cloudinary does not fetch remote files: upload the bytes instead');
  }
  throw new ApiError(400, 'Invalid file parameter');
}

function named(call: ApiCall, original: OriginalBytes): ReceivedFile {
  const name = call.params.filled('filename_override') ?? call.file?.name;
  // SDKs call a stream `file` or `blob`, which is no name.
  return { name: name === 'file' || name === 'blob' ? undefined : name, original };
}

/** The file of an upload: multipart, data URI, or the parts of a chunked upload; undefined while parts are missing. */
export function receivedFile(call: ApiCall): ReceivedFile | undefined {
  const text = call.params.filled('file');
  const received = text === undefined ? undefined : fromText(text);
  if (received) return { ...received, name: call.params.filled('filename_override') };
  if (!call.file) throw new ApiError(400, 'Missing required parameter - file');
  const uploadId = call.headers['x-unique-upload-id'];
  const range = call.headers['content-range'];
  if (typeof uploadId !== 'string' || range === undefined) return named(call, heldBytes(call.file.bytes));
  const parts = call.environment.chunkedUploads.add(uploadId, parsePart(range, call.file.bytes));
  return parts && named(call, heldBytes(...parts));
}
