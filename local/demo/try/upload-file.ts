import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { v2 as cloudinary } from 'cloudinary';
import { runProgram } from './run-program.ts';

/** Uploads a file to the simulated Cloudinary: `node local/demo/try/upload-file.ts <file>`. */
await runProgram('upload-file.ts <file>', process.env['CLOUDINARY_URL'], async (_, path = '') => {
  const file = await stat(path).catch(() => undefined);
  if (file?.isFile() !== true) throw new Error(`There is no file ${path}`);
  const options = { resource_type: 'raw', public_id: `try/${basename(path)}` } as const;
  const { public_id, version, bytes, etag } = await cloudinary.uploader.upload(path, options);
  console.log({ public_id, version, bytes, etag });
});
