import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { REVISIONS_PREFIX } from '#shared/domain/bucket/bucket-layout.ts';
import { runProgram } from './run-program.ts';

/** Prints the keys in the bucket with their sizes: `node local/demo/try/list-bucket.ts [prefix]`. */
await runProgram('list-bucket.ts [prefix]', process.env['BUCKET'], async (Bucket, Prefix = REVISIONS_PREFIX) => {
  const client = new S3Client({ forcePathStyle: true });
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
    for (const { Key, Size } of Contents) console.log(String(Size).padStart(9), Key);
  }
});
