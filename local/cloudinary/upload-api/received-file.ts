import { heldBytes, type OriginalBytes } from '../bytes/original-bytes.ts';
import type { ApiCall } from '../http/api-call.ts';
import { ApiError } from '../http/reply.ts';
import { parsePart } from './chunked-uploads.ts';

/** A file that has arrived completely. */
export interface ReceivedFile {
  /** Its name without folders; undefined when the client gave none. */
  name: string | undefined;
  original: OriginalBytes;
}

function fromText(text: string): OriginalBytes {
  const [, data] = /^data:[^,]*;base64,(.*)$/s.exec(text) ?? [];
  if (data !== undefined) return heldBytes(Buffer.from(data, 'base64'));
  if (/^(https?|ftp|s3|gs):/.test(text)) {
    throw new ApiError(400, 'The simulated Cloudinary does not fetch remote files: upload the bytes instead');
  }
  throw new ApiError(400, 'Invalid file parameter');
}

/** The file of an upload: multipart, data URI, or the parts of a chunked upload; undefined while parts are missing. */
export function receivedFile({ params, file, headers, environment }: ApiCall): ReceivedFile | undefined {
  const text = params.filled('file');
  const override = params.filled('filename_override');
  if (text !== undefined) return { name: override, original: fromText(text) };
  if (!file) throw new ApiError(400, 'Missing required parameter - file');
  const uploadId = headers['x-unique-upload-id'];
  const range = headers['content-range'];
  const isPart = typeof uploadId === 'string' && range !== undefined;
  const parts = isPart ? environment.chunkedUploads.add(uploadId, parsePart(range, file.bytes)) : [file.bytes];
  const name = override ?? file.name;
  // SDKs call a stream `file` or `blob`, which is no name.
  return parts && { name: name === 'file' || name === 'blob' ? undefined : name, original: heldBytes(...parts) };
}
