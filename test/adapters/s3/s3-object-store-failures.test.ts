import { Readable } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { S3ObjectStore } from '#shared/adapters/s3/s3-object-store.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import { md5, someBytes } from '#test/doubles/byte-sources.ts';
import { type LoopbackServer, startLoopbackServer } from '../loopback-server.ts';
import { keyNamed } from './object-store-contract.ts';
import { CLIENT_SETTINGS } from './s3-server.ts';

function failure(name: string, httpStatusCode: number): S3ServiceException {
  return new S3ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode } });
}

const CONFLICT = failure('ConditionalRequestConflict', 409);
const TAKEN = failure('PreconditionFailed', 412);
const KEY = keyNamed('failures/1700000000.png');
const OUT_OF_TIME = new PipelineError('out-of-time', 'No time left.');

describe('S3ObjectStore, if S3 fails', () => {
  const client = new S3Client({ region: 'us-east-1' });
  const s3 = mockClient(client);
  const store = new S3ObjectStore(client, 'backup');
  const controller = new AbortController();
  const options = { contentType: 'image/png', metadata: {}, signal: controller.signal };
  const chunks = () => Readable.from([Buffer.from('chunk')]);

  beforeEach(() => void s3.reset());

  test('every write succeeds only if the key is free', async () => {
    s3.resolves({});
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'upload' });
    await store.put(KEY, someBytes(3), options);
    await store.putStream(KEY, chunks(), 5, options);
    await (await store.startMultipart(KEY, options)).complete();
    const writes = [...s3.commandCalls(PutObjectCommand), ...s3.commandCalls(CompleteMultipartUploadCommand)];
    expect(writes.map(({ args }) => args[0].input.IfNoneMatch)).toEqual(['*', '*', '*']);
  });

  test('a put is tried again after a conflict with another writer', async () => {
    s3.on(PutObjectCommand).rejectsOnce(CONFLICT).rejectsOnce(CONFLICT).resolves({});
    expect(await store.put(KEY, someBytes(3), options)).toBe('created');
    s3.on(PutObjectCommand).rejectsOnce(CONFLICT).rejects(TAKEN);
    expect(await store.put(KEY, someBytes(3), options)).toBe('exists');
  });

  test('a lasting conflict is a failure, retried with its message', async () => {
    s3.on(PutObjectCommand).rejects(CONFLICT);
    await expect(store.put(KEY, someBytes(3), options)).rejects.toMatchObject({ code: 'storage-failed' });
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(4);
    s3.on(PutObjectCommand).rejects(TAKEN);
    expect(await store.put(KEY, someBytes(3), options)).toBe('exists');
  });

  test('a key that is taken after three conflicts counts as taken', async () => {
    s3.on(PutObjectCommand).rejectsOnce(CONFLICT).rejectsOnce(CONFLICT).rejectsOnce(CONFLICT).rejects(TAKEN);
    expect(await store.put(KEY, someBytes(3), options)).toBe('exists');
  });

  test('a conflict of a stream, which cannot be sent again, is a failure', async () => {
    s3.on(PutObjectCommand).rejects(CONFLICT);
    await expect(store.putStream(KEY, chunks(), 5, options)).rejects.toMatchObject({ code: 'storage-failed' });
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(1);
  });

  test('a conflict when an upload is completed is a failure', async () => {
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'upload' });
    s3.on(CompleteMultipartUploadCommand).rejects(CONFLICT);
    const upload = await store.startMultipart(KEY, options);
    await expect(upload.complete()).rejects.toMatchObject({ code: 'storage-failed' });
  });

  test('a missing object is undefined', async () => {
    s3.on(HeadObjectCommand).rejects(failure('NotFound', 404));
    s3.on(GetObjectCommand).rejects(failure('NoSuchKey', 404));
    expect(await store.head(KEY)).toBeUndefined();
    expect(await store.open(KEY, controller.signal)).toBeUndefined();
    expect(await store.read(KEY, controller.signal)).toBeUndefined();
  });

  test('the folder to start after is left out if S3 lists it again', async () => {
    const CommonPrefixes = [{ Prefix: 'runs/a/' }, { Prefix: 'runs/b/' }];
    s3.on(ListObjectsV2Command).resolves({ CommonPrefixes, NextContinuationToken: 'more' });
    s3.on(ListObjectsV2Command, { ContinuationToken: 'more' }).resolves({ CommonPrefixes: [{ Prefix: 'runs/c/' }] });
    expect(await store.folders('runs/', { ...options, after: 'runs/a/' })).toEqual(['runs/b/', 'runs/c/']);
  });

  test('answers without the expected fields do no harm', async () => {
    s3.resolves({});
    s3.on(ListObjectsV2Command).resolves({ Contents: [{}] });
    expect(await store.head(KEY)).toEqual({ bytes: 0, md5: undefined, contentType: undefined, metadata: {} });
    expect(await store.open(KEY, controller.signal)).toBeUndefined();
    const listed: unknown[] = [];
    for await (const object of store.list('folder/')) listed.push(object);
    expect(listed).toEqual([{ key: '', name: '', bytes: 0 }]);
    expect(await store.keys('folder/', options)).toEqual({ objects: [{ key: '', bytes: 0, etag: '' }], more: false });
    expect(await store.folders('folder/', options)).toEqual([]);
    expect(await store.read(KEY, controller.signal)).toEqual({ body: new Uint8Array(0), metadata: {} });
  });
});

describe('S3ObjectStore, if a transfer breaks off', () => {
  let server: LoopbackServer;
  let store: S3ObjectStore;
  let s3: S3Client;
  let controller: AbortController;

  beforeEach(async () => {
    controller = new AbortController();
    server = await startLoopbackServer('http');
    s3 = new S3Client({
      endpoint: server.origin,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      ...CLIENT_SETTINGS,
    });
    store = new S3ObjectStore(s3, 'backup');
  });

  afterEach(() => {
    s3.destroy();
    server.close();
  });

  const readAll = async (): Promise<Buffer> => {
    const source = await store.open(KEY, controller.signal);
    const read: Uint8Array[] = [];
    for await (const chunk of source?.chunks ?? []) read.push(chunk);
    return Buffer.concat(read);
  };

  test('a broken connection is a failure of the storage', async () => {
    server.answer = (_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half');
      setTimeout(() => response.destroy(), 20);
    };
    await expect(readAll()).rejects.toMatchObject({ name: 'PipelineError', code: 'storage-failed' });
  });

  test("a stalled connection ends with the signal's reason", async () => {
    server.answer = (_, response) => void response.writeHead(200, { 'content-length': 100 }).write('half');
    setTimeout(() => controller.abort(OUT_OF_TIME), 100);
    await expect(readAll()).rejects.toBe(OUT_OF_TIME);
  });

  test('a cancelled source ends its connection', async () => {
    const closed = new Promise<void>((resolve) => {
      server.answer = (request, response) => {
        request.socket.once('close', () => resolve());
        response.writeHead(200, { 'content-length': 100 }).write('half');
      };
    });
    const source = await store.open(KEY, controller.signal);
    await source?.cancel();
    await closed;
  });

  test('a complete object is read without an error', async () => {
    server.answer = (_, response) => void response.end(someBytes(1000));
    expect(md5(await readAll())).toBe(md5(someBytes(1000)));
  });
});
