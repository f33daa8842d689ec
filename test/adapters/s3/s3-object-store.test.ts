import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { startVersitygw, type Versitygw } from '../../../local/versitygw/start-versitygw.ts';
import { S3ObjectStore } from '../../../shared/adapters/s3/s3-object-store.ts';
import type { ObjectKey } from '../../../shared/domain/bucket/bucket-layout.ts';
import type { PutOptions, PutResult } from '../../../shared/usecases/object-store.ts';
import { sha256 } from '../../doubles/byte-sources.ts';
import { scaled } from '../../scale.ts';
import { useMiniStack } from '../aws/mini-stack-clients.ts';
import { bucketReaderContract } from './bucket-reader-contract.ts';
import { keyContract } from './object-key-contract.ts';
import { objectStoreContract } from './object-store-contract.ts';

const Bucket = `object-store-${process.pid}`;

/** As the sink calls it: with the SHA-256 of what it puts. */
class WithSha256 extends S3ObjectStore {
  override put(key: ObjectKey, body: Uint8Array, options: PutOptions): Promise<PutResult> {
    return super.put(key, body, { ...options, sha256: sha256(body) });
  }
}

/** The servers, and what they can do. */
const MINISTACK = { name: 'MiniStack', objects: { answersBeforeTheBody: true }, keys: { arbitraryKeys: true } };
const VERSITYGW = { name: 'versitygw', objects: { answersBeforeTheBody: false }, keys: { arbitraryKeys: false } };

describe.each(scaled([MINISTACK], [MINISTACK, VERSITYGW]))('on $name', ({ name, objects, keys }) => {
  let versitygw: Versitygw | undefined;
  let s3: S3Client;

  beforeAll(async () => {
    if (name === VERSITYGW.name) versitygw = await startVersitygw();
    const { endpoint, region, credentials } = versitygw ?? (await useMiniStack(inject('awsEnvironment')));
    s3 = new S3Client({
      endpoint,
      region,
      credentials,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      forcePathStyle: true,
    });
    await s3.send(new CreateBucketCommand({ Bucket }));
  }, 300_000);
  afterAll(async () => {
    s3.destroy();
    await versitygw?.stop();
  });

  const plain = () => new S3ObjectStore(s3, Bucket);
  const withSha256 = () => new WithSha256(s3, Bucket);
  objectStoreContract('S3ObjectStore', plain, objects);
  keyContract('S3ObjectStore', plain, keys);
  objectStoreContract('S3ObjectStore, SHA-256 known', withSha256, objects);
  keyContract('S3ObjectStore, SHA-256 known', withSha256, keys);
  bucketReaderContract('S3ObjectStore', plain);
});
