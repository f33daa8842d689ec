import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  NoSuchUpload,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { abortStaleUploads } from '#shared/adapters/s3/s3-stale-uploads.ts';
import { S3_SERVERS, useS3Server } from './s3-server.ts';

const { signal } = new AbortController();

function inAnHour() {
  return new Date(Date.now() + 3_600_000);
}

function anHourAgo() {
  return new Date(Date.now() - 3_600_000);
}

describe.each(S3_SERVERS)('stale uploads on %s', (server) => {
  const { Bucket, client } = useS3Server(server);
  const begin = (Key: string) => client().send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const open = async () => {
    const { Uploads = [] } = await client().send(new ListMultipartUploadsCommand({ Bucket }));
    return Uploads.map(({ Key }) => Key).sort();
  };

  test('are aborted only under the prefix, and only if they are old enough', async () => {
    for (const key of ['pipeline/res/demo/a', 'pipeline/res/demo/b', 'pipeline/res/demo/b', 'pipeline/res/other/a']) {
      await begin(key);
    }
    expect(await abortStaleUploads(client(), Bucket, 'pipeline/res/demo/', anHourAgo(), signal)).toBe(0);
    expect(await open()).toHaveLength(4);
    expect(await abortStaleUploads(client(), Bucket, 'pipeline/res/demo/', inAnHour(), signal)).toBe(3);
    expect(await open()).toEqual(['pipeline/res/other/a']);
    expect(await abortStaleUploads(client(), Bucket, 'pipeline/res/demo/', inAnHour(), signal)).toBe(0);
  });
});

describe('if S3', () => {
  const client = new S3Client({ region: 'us-east-1' });
  const s3 = mockClient(client);
  const abort = () => abortStaleUploads(client, 'backup', 'pipeline/', inAnHour(), signal);
  const upload = (Key: string) => ({ Key, UploadId: `id of ${Key}`, Initiated: new Date() });

  beforeEach(() => {
    s3.reset();
    s3.on(AbortMultipartUploadCommand).resolves({});
  });

  test('lists in pages, all are read', async () => {
    s3.on(ListMultipartUploadsCommand).resolves({
      Uploads: [upload('a')],
      IsTruncated: true,
      NextKeyMarker: 'a',
      NextUploadIdMarker: 'id of a',
    });
    s3.on(ListMultipartUploadsCommand, { KeyMarker: 'a', UploadIdMarker: 'id of a' }).resolves({
      Uploads: [upload('b'), { Key: 'c', UploadId: 'of unknown age' }],
    });
    expect(await abort()).toBe(2);
    expect(s3.commandCalls(AbortMultipartUploadCommand).map(({ args }) => args[0].input)).toEqual([
      { Bucket: 'backup', Key: 'a', UploadId: 'id of a' },
      { Bucket: 'backup', Key: 'b', UploadId: 'id of b' },
    ]);
  });

  test('lists nothing, none are aborted', async () => {
    s3.on(ListMultipartUploadsCommand).resolves({});
    expect(await abort()).toBe(0);
  });

  test('no longer has an upload, the others are still aborted', async () => {
    s3.on(ListMultipartUploadsCommand).resolves({ Uploads: [upload('a'), upload('b')] });
    s3.on(AbortMultipartUploadCommand, { Key: 'a' }).rejects(new NoSuchUpload({ message: 'gone', $metadata: {} }));
    expect(await abort()).toBe(1);
  });
});
