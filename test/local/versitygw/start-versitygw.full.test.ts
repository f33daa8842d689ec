import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test, vi } from 'vitest';
import { installVersitygw } from '#local/versitygw/install-versitygw.ts';
import { startVersitygw } from '#local/versitygw/start-versitygw.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const FIRST_BUILD_MS = 300_000;

/** The contract of the object store tests what it does as an S3 server. */
test('keeps buckets in a folder that is removed with it', { timeout: FIRST_BUILD_MS }, async () => {
  const { endpoint, region, credentials, dataDirectory, pid, stop } = await startVersitygw();
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
  await s3.send(new CreateBucketCommand({ Bucket: 'originals' }));
  expect(await readdir(dataDirectory)).toEqual(['originals']);
  s3.destroy();
  await stop();
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  expect(existsSync(dataDirectory)).toBe(false);
  await stop();
});

test('says what to install if Go is missing, and leaves no half-built folder', async () => {
  const cacheDirectory = await temporaryFolder();
  vi.stubEnv('PATH', '/nonexistent');
  await expect(installVersitygw({ cacheDirectory })).rejects.toThrow(/Install Go from https:\/\/go\.dev/);
  vi.unstubAllEnvs();
  expect(await readdir(cacheDirectory)).toEqual([]);
});
