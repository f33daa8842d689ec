import { joinedBytes, type OriginalBytes } from '../bytes/original-bytes.ts';
import { receivedBytes } from '../bytes/received-bytes.ts';
import type { ApiCall } from '../http/api-call.ts';
import { decoded } from '../http/decoded.ts';
import { ApiError } from '../http/reply.ts';
import type { ResourceType } from '../library/asset.ts';
import { refuseOversized } from '../library/size-limits.ts';
import { parsePart } from './chunked-uploads.ts';

/** A file that has arrived completely. */
export interface ReceivedFile {
  /** Its name without folders; undefined when the client gave none. */
  name: string | undefined;
  original: OriginalBytes;
}

/** The file name at the end of an address. Throws a 400 if it is not properly encoded. */
function fileNameIn(address: string): string {
  // A key in S3 is not encoded, and no query follows it.
  if (address.startsWith('s3:')) return address.replace(/^.*\//s, '');
  return decoded(address.replace(/[?#].*$/s, '').replace(/^.*\//s, ''));
}

/** A remote file keeps the name in its address. */
async function namedByText(text: string, call: ApiCall): Promise<ReceivedFile> {
  const [, data] = /^data:[^,]*;base64,(.*)$/s.exec(text) ?? [];
  if (data !== undefined) return { name: undefined, original: await receivedBytes([Buffer.from(data, 'base64')]) };
  if (!/^\w+:\/\//.test(text)) throw new ApiError(400, 'Invalid file parameter');
  const name = fileNameIn(text);
  const { cloud } = call;
  const original = await cloud.fetchRemoteFile(text, cloud.cloudName, (length) => refuseEarly(call, length));
  return { name, original };
}

/** Refuses a file by the length that it announces, before its bytes have arrived. */
function refuseEarly({ cloud, path }: ApiCall, length: number): void {
  // One of those that the route takes.
  refuseOversized(cloud, path.resource_type_or_auto as ResourceType | 'auto', length);
}

/**
 * The file of an upload: multipart, data URI, or the parts of a chunked upload, ready to be read or fetched; undefined
 * while parts are missing.
 */
export function receivedFile(call: ApiCall): (() => Promise<ReceivedFile>) | undefined {
  const { params, file, headers, cloud } = call;
  const text = params.filled('file');
  const override = params.filled('filename_override');
  if (text !== undefined) {
    return async () => {
      const named = await namedByText(text, call);
      return { ...named, name: override ?? named.name };
    };
  }
  if (!file) throw new ApiError(400, 'Missing required parameter - file');
  const uploadId = headers['x-unique-upload-id'];
  const range = headers['content-range'];
  // Taken for the whole file, a part would be stored as one.
  if (range !== undefined && uploadId === undefined) throw new ApiError(400, 'Missing header - X-Unique-Upload-Id');
  const part = typeof uploadId === 'string' && range !== undefined ? parsePart(range, file.original) : undefined;
  if (part) refuseEarly(call, Math.max(part.total, part.start + part.bytes.length));
  const parts = part ? cloud.chunkedUploads.add(String(uploadId), part) : [file.original];
  const name = override ?? file.name;
  // SDKs call a stream `file` or `blob`, which is no name, and the Python SDK sends the whole local path.
  const isName = name !== 'file' && name !== 'blob';
  const given = isName ? name?.replace(/^.*\//s, '') : undefined;
  return parts && (async () => ({ name: given, original: await joinedBytes(parts) }));
}
