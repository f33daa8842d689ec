/** Prints the keys of the bucket with their sizes: `node local/demo/try/list-bucket.ts [prefix]`, told where by the environment. */
import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';

const Bucket = process.env['BUCKET'];
const Prefix = process.argv[2] ?? 'pipeline/res/';
if (!Bucket) throw new Error('BUCKET is not set: read the file that `npm start -- --keep` names into this shell');

for await (const { Contents = [] } of paginateListObjectsV2(
  { client: new S3Client({ forcePathStyle: true }) },
  { Bucket, Prefix },
)) {
  for (const { Key, Size } of Contents) console.log(String(Size).padStart(9), Key);
}
