import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { installVersitygw } from '../../../local/versitygw/install-versitygw.ts';
import { startVersitygw, type Versitygw } from '../../../local/versitygw/start-versitygw.ts';

const FIRST_BUILD_MS = 300_000;
const Bucket = 'originals';
function md5(body: string, encoding: 'hex' | 'base64'): string {
  return createHash('md5').update(body).digest(encoding);
}
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('startVersitygw', () => {
  let server: Versitygw;
  let s3: S3Client;

  beforeAll(async () => {
    server = await startVersitygw();
    const { endpoint, region, credentials } = server;
    s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
    await s3.send(new CreateBucketCommand({ Bucket }));
  }, FIRST_BUILD_MS);

  afterAll(async () => {
    s3.destroy();
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
    expect(existsSync(server.dataDirectory)).toBe(false);
    await server.stop();
  });

  it('keeps what is stored when it is put again with If-None-Match', async () => {
    const put = (Body: string) =>
      s3.send(new PutObjectCommand({ Bucket, Key: 'once', Body, IfNoneMatch: '*', Metadata: { 'asset-id': 'a1' } }));
    await put('first');
    await expect(put('second')).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });

    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'once' }));
    expect(head).toMatchObject({ ETag: `"${md5('first', 'hex')}"`, ContentLength: 5, Metadata: { 'asset-id': 'a1' } });
  });

  it('lets one of many simultaneous writers win', async () => {
    const put = (Body: string) => s3.send(new PutObjectCommand({ Bucket, Key: 'race', Body, IfNoneMatch: '*' }));
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, writer) => put(`body ${writer}`)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('refuses bytes that differ from their Content-MD5, and stores nothing', async () => {
    const wrong = new PutObjectCommand({ Bucket, Key: 'damaged', Body: 'x', ContentMD5: md5('y', 'base64') });
    await expect(s3.send(wrong)).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'damaged' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('refuses to complete a multipart upload over an object with If-None-Match', async () => {
    const upload = async (body: string): Promise<unknown> => {
      const target = { Bucket, Key: 'parts' };
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
      const part = { ...target, UploadId, PartNumber: 1 };
      const { ETag } = await s3.send(new UploadPartCommand({ ...part, Body: body }));
      const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
      return s3.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload, IfNoneMatch: '*' }));
    };
    await upload('first');
    await expect(upload('second')).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
  });

  it('ends, with its folder, when its caller is killed', { timeout: 30_000 }, async () => {
    const caller = spawn(process.execPath, [join(import.meta.dirname, 'start-and-wait.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const line = await new Promise<string>((resolve) => createInterface(caller.stdout).once('line', resolve));
    const { pid, dataDirectory } = JSON.parse(line) as { pid: number; dataDirectory: string };
    expect(isAlive(pid)).toBe(true);

    caller.kill('SIGKILL');
    await vi.waitFor(() => expect([isAlive(pid), existsSync(dataDirectory)]).toEqual([false, false]), 5_000);
  });

  it('says what to install where Go is missing, and leaves no half-built folder', async () => {
    const cacheDirectory = await mkdtemp(join(tmpdir(), 'cache-'));
    vi.stubEnv('PATH', '/nonexistent');
    await expect(installVersitygw({ cacheDirectory })).rejects.toThrow(/install Go from https:\/\/go\.dev/);
    vi.unstubAllEnvs();
    expect(await readdir(cacheDirectory)).toEqual([]);
    await rm(cacheDirectory, { recursive: true });
  });
});
