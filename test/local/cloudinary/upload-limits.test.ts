import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { v2 as cloudinary } from 'cloudinary';
import { expect, it } from 'vitest';
import { heldBytes } from '#local/cloudinary/bytes/original-bytes.ts';
import { forEachTest, startLibrary } from './simulated-library.ts';

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
/** What a bucket holds and grants. */
const objects = new Map<string, string>();
const library = forEachTest(() =>
  startLibrary({
    async readS3Object(bucket, key) {
      if (bucket !== 'granted') throw new Error('Access Denied');
      const text = objects.get(key);
      return text === undefined ? undefined : heldBytes(Buffer.from(text));
    },
  }),
);

function md5(bytes: string) {
  return createHash('md5').update(bytes).digest('hex');
}

const MIB = 1024 * 1024;
const limits = { image_max_size_bytes: 10 * MIB, video_max_size_bytes: 100 * MIB, raw_max_size_bytes: 5 };

it.each([
  { resource_type: 'image', bytes: 10 * MIB, message: undefined },
  { resource_type: 'image', bytes: 11 * MIB, message: 'File size too large. Got 11534336. Maximum is 10485760.' },
  { resource_type: 'video', bytes: 11 * MIB, message: undefined },
  { resource_type: 'raw', bytes: 5, message: undefined },
  { resource_type: 'raw', bytes: 6, message: 'File size too large. Got 6. Maximum is 5.' },
] as const)('an original of $bytes bytes as $resource_type', async ({ resource_type, bytes, message }) => {
  library.cloud.settings.maxBytes = { raw: 5 };
  const { media_limits } = await cloudinary.api.usage({ ...library.credentials });
  expect(media_limits).toMatchObject(limits);
  const uploaded = library.put('a', Buffer.alloc(bytes, 1), { resource_type });
  if (message === undefined) expect((await uploaded).bytes).toBe(bytes);
  else await expect(uploaded).rejects.toMatchObject({ http_code: 400, message });
  expect(library.cloud.assets()).toHaveLength(message === undefined ? 1 : 0);
});

it.each([
  [{ allowed_formats: 'jpg,png' }, undefined],
  [{ allowed_formats: '' }, undefined],
  [{ allowed_formats: 'jpg', format: 'jpg' }, undefined],
  [{ allowed_formats: 'jpg,gif' }, 'Image file format png not allowed'],
  [{ allowed_formats: 'png', format: 'jpg' }, 'Image file format jpg not allowed'],
  [{ allowed_formats: 'mov', resource_type: 'video' }, 'Video file format mp4 not allowed'],
  [{ allowed_formats: 'csv', resource_type: 'raw', filename_override: 'a.csv' }, undefined],
  [{ allowed_formats: 'csv', resource_type: 'raw', filename_override: 'a.txt' }, 'Raw file format txt not allowed'],
  [{ allowed_formats: 'csv', resource_type: 'raw' }, 'An unknown file format not allowed'],
] as const)('of the call, %j', async ({ allowed_formats, ...options }, message) => {
  const uploaded = library.put('a', PNG, { ...options, allowed_formats: allowed_formats.split(',') });
  if (message === undefined) expect(await uploaded).toHaveProperty('asset_id');
  else await expect(uploaded).rejects.toMatchObject({ http_code: 400, message });
});

it('a chunked upload is refused as soon as a part shows that the file is too large', async () => {
  library.cloud.settings.maxBytes = { video: 6 * MIB };
  const uploaded = new Promise((resolve, reject) => {
    const options = { ...library.credentials, resource_type: 'video', chunk_size: 7_000_000 } as const;
    const stream = cloudinary.uploader.upload_chunked_stream(options, (error, result) =>
      result ? resolve(result) : reject(error),
    );
    stream.end(Buffer.alloc(13_000_000));
  });
  const message = 'File size too large. Got 7000000. Maximum is 6291456.';
  await expect(uploaded).rejects.toMatchObject({ message });
  expect(library.cloud.requests).toHaveLength(1);
});

it.each([
  { resource_type: 'image', length: 11 * MIB, message: 'File size too large. Got 11534336. Maximum is 10485760.' },
  { resource_type: 'auto', length: 101 * MIB, message: 'File size too large. Got 105906176. Maximum is 104857600.' },
  { resource_type: 'raw', length: 2, message: expect.stringContaining('Error in loading') },
] as const)('a remote file of $length bytes as $resource_type that never comes', async ({ length, ...upload }) => {
  library.behaviour.remoteFileTimeoutMs = 300;
  const { resource_type, message } = upload;
  const server = createServer((_, response) => {
    // No more than the head ever comes.
    response.writeHead(200, { 'content-length': length }).flushHeaders();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const options = { ...library.credentials, resource_type };
  const uploaded = cloudinary.uploader.upload(`http://127.0.0.1:${port}/a.jpg`, options);
  await expect(uploaded).rejects.toMatchObject({ http_code: 400, message });
  server.closeAllConnections();
  server.close();
});

it('a long data URI is stored unchanged', async () => {
  const text = 'x'.repeat(1_500_000);
  const uri = `data:image/jpeg;base64,${Buffer.from(text).toString('base64')}`;
  expect(await cloudinary.uploader.upload(uri, library.credentials)).toMatchObject({ etag: md5(text) });
});

it('an object of a bucket is read as far as the bucket allows', async () => {
  const key = 'pipeline/a%2Fb.jpg';
  const upload = (bucket: string, name = key) =>
    cloudinary.uploader.upload(`s3://${bucket}/${name}`, library.credentials);
  objects.set(key, 'stored');
  await expect(upload('granted')).rejects.toHaveProperty('message', expect.stringContaining('bucket not whitelisted'));
  objects.set('.wellknown/cloudinary/demo', '');
  expect(await upload('granted')).toMatchObject({ etag: md5('stored'), original_filename: 'a%2Fb' });
  for (const [bucket, name, message] of [
    ['granted', 'missing', '404 Not Found'],
    ['other', key, 'Access Denied'],
    ['dotted.name', key, 'neither a bucket without dots nor a key'],
  ] as const) {
    await expect(upload(bucket, name)).rejects.toMatchObject({
      http_code: 400,
      message: `Error in loading s3://${bucket}/${name} - ${message}`,
    });
  }
});
