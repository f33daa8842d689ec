import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { JOURNAL_PREFIX } from '#shared/domain/bucket/bucket-layout.ts';
import { readJournalFile } from '#shared/domain/journal/journal-file.ts';
import { journalTable } from './journal-table.ts';
import { runProgram } from './run-program.ts';

/** Prints the journal, oldest entry first, or as it is: `node local/demo/try/list-journal.ts [--json]`. */
await runProgram('list-journal.ts [--json]', process.env['BUCKET'], async (Bucket, format) => {
  const client = new S3Client({ forcePathStyle: true });
  const files: Uint8Array[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix: JOURNAL_PREFIX })) {
    for (const { Key } of Contents) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      files.push((await Body?.transformToByteArray()) ?? new Uint8Array());
    }
  }
  if (format === '--json') return void process.stdout.write(Buffer.concat(files));
  const entries = files.flatMap((file) =>
    readJournalFile(file, () => console.error('(skipped a line that is not a journal entry)')),
  );
  console.log(journalTable(entries).join('\n'));
});
