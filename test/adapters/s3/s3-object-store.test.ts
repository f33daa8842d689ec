import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, inject } from 'vitest';
import { startVersitygw, type Versitygw } from '../../../local/versitygw/start-versitygw.ts';
import { S3ObjectStore } from '../../../shared/adapters/s3/s3-object-store.ts';
import type { ObjectKey } from '../../../shared/domain/bucket/bucket-layout.ts';
import type { PutOptions, PutResult } from '../../../shared/usecases/object-store.ts';
import { sha256 } from '../../doubles/byte-sources.ts';
import { useMiniStack } from '../aws/mini-stack-clients.ts';
import { bucketReaderContract } from './bucket-reader-contract.ts';
import { keyContract } from './object-key-contract.ts';
import { objectStoreContract } from './object-store-contract.ts';

const Bucket = `object-store-${process.pid}`;
const CHECKSUMS = {
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
} as const;

let onMiniStack: S3Client;
let onVersitygw: S3Client;
let versitygw: Versitygw;

beforeAll(async () => {
  onMiniStack = new S3Client({ ...(await useMiniStack(inject('awsEnvironment'))), ...CHECKSUMS, forcePathStyle: true });
  versitygw = await startVersitygw();
  const { endpoint, region, credentials } = versitygw;
  onVersitygw = new S3Client({ endpoint, region, credentials, ...CHECKSUMS, forcePathStyle: true });
  for (const s3 of [onMiniStack, onVersitygw]) await s3.send(new CreateBucketCommand({ Bucket }));
}, 300_000);

afterAll(async () => {
  onMiniStack.destroy();
  onVersitygw.destroy();
  await versitygw.stop();
});

/** As the sink calls it: with the SHA-256 of what it puts. */
class WithSha256 extends S3ObjectStore {
  override put(key: ObjectKey, body: Uint8Array, options: PutOptions): Promise<PutResult> {
    return super.put(key, body, { ...options, sha256: sha256(body) });
  }
}

objectStoreContract('S3ObjectStore on MiniStack', () => new S3ObjectStore(onMiniStack, Bucket));
keyContract('S3ObjectStore on MiniStack', () => new S3ObjectStore(onMiniStack, Bucket));
objectStoreContract('S3ObjectStore on versitygw', () => new S3ObjectStore(onVersitygw, Bucket), {
  answersBeforeTheBody: false,
});
keyContract('S3ObjectStore on versitygw', () => new S3ObjectStore(onVersitygw, Bucket), { arbitraryKeys: false });

objectStoreContract('S3ObjectStore on MiniStack, SHA-256 known', () => new WithSha256(onMiniStack, Bucket));
keyContract('S3ObjectStore on MiniStack, SHA-256 known', () => new WithSha256(onMiniStack, Bucket));
objectStoreContract('S3ObjectStore on versitygw, SHA-256 known', () => new WithSha256(onVersitygw, Bucket), {
  answersBeforeTheBody: false,
});
keyContract('S3ObjectStore on versitygw, SHA-256 known', () => new WithSha256(onVersitygw, Bucket), {
  arbitraryKeys: false,
});

bucketReaderContract('S3ObjectStore on MiniStack', () => new S3ObjectStore(onMiniStack, Bucket));
bucketReaderContract('S3ObjectStore on versitygw', () => new S3ObjectStore(onVersitygw, Bucket));
