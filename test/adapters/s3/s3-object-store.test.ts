import { S3ObjectStore } from '#shared/adapters/s3/s3-object-store.ts';
import type { ObjectKey } from '#shared/domain/bucket/bucket-layout.ts';
import type { PutOptions, PutResult } from '#shared/usecases/object-store.ts';
import { sha256 } from '#test/doubles/byte-sources.ts';
import { bucketReaderContract } from './bucket-reader-contract.ts';
import { keyContract } from './object-key-contract.ts';
import { objectStoreContract } from './object-store-contract.ts';
import { S3_SERVERS, useS3Server } from './s3-server.ts';

/** Called as the sink does: with the SHA-256 of the body. */
class WithSha256 extends S3ObjectStore {
  override put(key: ObjectKey, body: Uint8Array, options: PutOptions): Promise<PutResult> {
    return super.put(key, body, { ...options, sha256: sha256(body) });
  }
}

for (const server of S3_SERVERS) {
  const { client, Bucket } = useS3Server(server);
  const isLikeS3 = server === 'MiniStack';
  for (const [how, Store] of [
    ['', S3ObjectStore],
    [', SHA-256 known', WithSha256],
  ] as const) {
    const name = `S3ObjectStore on ${server}${how}`;
    const store = () => new Store(client(), Bucket);
    objectStoreContract(name, store, { answersBeforeTheBody: isLikeS3 });
    keyContract(name, store, { arbitraryKeys: isLikeS3 });
  }
  bucketReaderContract(`S3ObjectStore on ${server}`, () => new S3ObjectStore(client(), Bucket));
}
