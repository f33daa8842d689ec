import { once } from 'node:events';
import { type ClientRequest, get as httpGet, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import { rootCertificates } from 'node:tls';
import type { Behaviour } from '../behaviour.ts';
import type { OriginalBytes } from '../bytes/original-bytes.ts';
import { receivedBytes } from '../bytes/received-bytes.ts';
import { ApiError } from '../http/reply.ts';

/**
 * Fetches what an upload to a cloud names by its address. Throws a 400 when that fails, and what `checkLength` throws at
 * an announced length before any byte is read.
 */
export type FetchRemoteFile = (
  address: string,
  cloudName: string,
  checkLength?: (length: number) => void,
) => Promise<OriginalBytes>;

/** Reads an object with Cloudinary's own rights; undefined if there is none. Throws when S3 refuses. */
export type ReadS3Object = (bucket: string, key: string) => Promise<OriginalBytes | undefined>;

/** The bytes of `s3://bucket/key`, from a bucket whose owner has put the marker of the cloud into it. */
async function objectAt(address: string, cloudName: string, read: ReadS3Object): Promise<OriginalBytes> {
  // Cloudinary reads no bucket with a dot in its name.
  const [, bucket, key] = /^s3:\/\/([^./]+)\/(.+)$/s.exec(address) ?? [];
  if (!bucket || !key) throw new Error('neither a bucket without dots nor a key');
  if ((await read(bucket, `.wellknown/cloudinary/${cloudName}`)) === undefined) {
    throw new Error('bucket not whitelisted');
  }
  const bytes = await read(bucket, key);
  if (bytes === undefined) throw new Error('404 Not Found');
  return bytes;
}

/** support.cloudinary.com article 36174224210834 */
const USER_AGENT = 'Mozilla/5.0 (compatible; Cloudinary/1.0)';

/** Whether a request is one of those by which Cloudinary reads remote files. */
export function readsRemoteFile({ 'user-agent': userAgent }: IncomingHttpHeaders): boolean {
  return userAgent === USER_AGENT;
}

async function receivedResponse(request: ClientRequest, checkLength: (length: number) => void): Promise<OriginalBytes> {
  try {
    const [response]: IncomingMessage[] = await once(request, 'response');
    if (response?.statusCode !== 200) throw new Error(`${response?.statusCode} ${response?.statusMessage}`);
    checkLength(Number(response.headers['content-length'] ?? 0));
    return await receivedBytes(response);
  } finally {
    // Whatever has not been read stays where it is.
    request.destroy();
  }
}

/**
 * Fetches remote files by http, https and, with a reader, from S3
 * (https://cloudinary.com/documentation/upload_parameters, "file"). Redirects are not followed.
 *
 * @param localCertificate trusted beside the usual ones, so that one simulated cloud can fetch from another
 */
export function remoteFiles(
  localCertificate: string,
  readS3Object: ReadS3Object | undefined,
  behaviour: Pick<Behaviour, 'remoteFileTimeoutMs'>,
): FetchRemoteFile {
  const ca = [...rootCertificates, localCertificate];
  return async (address, cloudName, checkLength = () => {}) => {
    const isInS3 = readS3Object !== undefined && address.startsWith('s3:');
    if (!isInS3 && !/^https?:/.test(address)) throw new ApiError(400, `Not simulated: remote file ${address}`);
    try {
      if (isInS3) return await objectAt(address, cloudName, readS3Object);
      const signal = AbortSignal.timeout(behaviour.remoteFileTimeoutMs);
      const options = { ca, headers: { 'User-Agent': USER_AGENT }, signal };
      const request = address.startsWith('https:') ? httpsGet(address, options) : httpGet(address, options);
      return await receivedResponse(request, checkLength);
    } catch (error) {
      if (error instanceof ApiError) throw error;
      const cause = error instanceof Error ? error.message : String(error);
      throw new ApiError(400, `Error in loading ${address} - ${cause}`);
    }
  };
}
