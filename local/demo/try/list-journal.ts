/** Prints the journal, an entry a line: `node local/demo/try/list-journal.ts`, told where by the environment. */
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';

const Bucket = process.env['BUCKET'];
if (!Bucket) throw new Error('BUCKET is not set: read the file that `npm start -- --keep` names into this shell');

const client = new S3Client({ forcePathStyle: true });
for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix: 'pipeline/journal/' })) {
  for (const { Key } of Contents) {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    process.stdout.write((await Body?.transformToString()) ?? '');
  }
}
