import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { receivedBytes } from '../bytes/received-bytes.ts';
import type { UploadedFile } from './api-call.ts';
import { ApiError } from './reply.ts';

/** The fields of a form, in order, and its file. */
export interface Form {
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly file: UploadedFile | undefined;
}

// A data URI is a field of any length; a file may be called by its path.
const OPTIONS = { preservePath: true, limits: { fieldSize: Number.POSITIVE_INFINITY } };

/** Reads a `multipart/form-data` body while it arrives. Throws a 400 for a broken one. */
export async function parseMultipart(body: AsyncIterable<Buffer>, contentType: string): Promise<Form> {
  const fields: [string, string][] = [];
  const files: Promise<UploadedFile>[] = [];
  try {
    const busboy = new Busboy({ ...OPTIONS, headers: { 'content-type': contentType } });
    busboy.on('field', (name, value) => fields.push([name, value]));
    busboy.on('file', (field, stream, name) => {
      if (field !== 'file') {
        // Refused by its name, which no signature covers.
        fields.push([field, '']);
        stream.resume();
        return;
      }
      const file = receivedBytes(stream).then((original) => ({ name, original }));
      // Neither waits for the other after a failure.
      file.catch((error: Error) => busboy.destroy(error));
      busboy.once('close', () => stream.destroy());
      files.push(file);
    });
    await pipeline(body, busboy);
    const received = await Promise.all(files);
    return { fields, file: received.at(-1) };
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError(400, `Invalid multipart body: ${error instanceof Error ? error.message : error}`);
  }
}
