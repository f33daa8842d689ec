import { v2 as cloudinary } from 'cloudinary';
import { expect, it } from 'vitest';
import { forEachTest, startWatchedLibrary } from './simulated-library.ts';

const library = forEachTest(startWatchedLibrary);
const { uploader } = cloudinary;

it('answers before it uploads, and notifies what became of it', async () => {
  library.behaviour.asyncLagMs = 300;
  const answer = await library.put('a', 'one', { async: true });
  expect(answer).toEqual({
    status: 'pending',
    resource_type: 'image',
    type: 'upload',
    public_id: 'a',
    batch_id: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(library.cloud.assets()).toEqual([]);
  const [asset, ...others] = await library.bodies('upload');
  expect(asset).toMatchObject({ public_id: 'a', batch_id: answer['batch_id'], bytes: 3 });
  expect(others).toEqual([]);
  expect(library.cloud.assets()).toHaveLength(1);
});

it('is given up when the server closes', async () => {
  library.behaviour.asyncLagMs = 60_000;
  await library.put('a', 'one', { async: true });
  const idle = library.notifications.idle();
  await library.close();
  await idle;
  expect(library.cloud.assets()).toEqual([]);
});

it('notifies that it left an existing asset alone', async () => {
  const { etag } = await library.put('a', 'one');
  const { batch_id } = await library.put('a', 'two', { async: true, overwrite: false });
  expect((await library.bodies('upload')).at(-1)).toMatchObject({ batch_id, existing: true, etag });
});

it('leaves the batch_id out of the notification, and the resource type to the file, if the behaviour says so', async () => {
  library.behaviour.batchIdInNotification = false;
  const answer = await library.upload('one', { async: true, resource_type: 'auto' });
  expect(answer).toEqual({ status: 'pending', type: 'upload', batch_id: expect.any(String) });
  expect((await library.bodies('upload'))[0]).not.toHaveProperty('batch_id');
});

it.each([
  ['a file that is refused', '', 'Empty file'],
  ['a remote file that is missing', `http://127.0.0.1:9/x.jpg`, expect.stringContaining('Error in loading')],
])('notifies the error of %s, to the notification_url of the call too', async (_, file, message) => {
  const notification_url = library.receiver.url.replace('demo', 'own');
  const options = { ...library.credentials, async: true, notification_url };
  const answer = file === '' ? await library.upload(file, options) : await uploader.upload(file, options);
  expect(answer).toMatchObject({ status: 'pending' });
  expect(await library.bodies('upload')).toEqual([
    { notification_type: 'upload', error: { message }, batch_id: answer['batch_id'] },
  ]);
  expect(library.receiver.received.map(({ path }) => path)).toEqual(['/webhooks/own']);
});

it('refuses at once what it can: a missing preset, a wrong secret', async () => {
  const refused = library.upload('one', { async: true, upload_preset: 'missing' });
  await expect(refused).rejects.toMatchObject({ http_code: 400 });
  await expect(library.upload('one', { async: true, api_secret: 'x' })).rejects.toMatchObject({ http_code: 401 });
  expect(await library.bodies('upload')).toEqual([]);
});

it('is possible in parts, and starts when the last one has come', async () => {
  const options = { ...library.ofImages, public_id: 'large', resource_type: 'video' as const, async: true };
  const answer = await new Promise<object | undefined>((resolve, reject) => {
    const stream = uploader.upload_chunked_stream({ ...options, chunk_size: 6_000_000 }, (error, result) =>
      error ? reject(error) : resolve(result),
    );
    stream.end(Buffer.alloc(7_000_000));
  });
  expect(answer).toMatchObject({ status: 'pending' });
  expect(await library.bodies('upload')).toMatchObject([{ public_id: 'large', bytes: 7_000_000 }]);
});

it('works for explicit as well', async () => {
  await library.put('a', 'one');
  const explicit = (public_id: string) =>
    uploader.explicit(public_id, { ...library.credentials, type: 'upload', tags: ['t'], async: true });
  const [done, failed] = [await explicit('a'), await explicit('missing')];
  expect(done).toMatchObject({ status: 'pending', public_id: 'a' });
  const bodies = await library.bodies('upload');
  expect(bodies).toContainEqual(expect.objectContaining({ batch_id: done['batch_id'], tags: ['t'] }));
  const error = { message: 'Resource not found - missing' };
  expect(bodies).toContainEqual({ notification_type: 'upload', error, batch_id: failed['batch_id'] });
});
