import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, inject } from 'vitest';
import { startVersitygw, type Versitygw } from '#local/versitygw/start-versitygw.ts';
import { scaled } from '#test/scale.ts';
import { useMiniStack } from '../aws/mini-stack-clients.ts';

/** The settings of our own client for S3, for servers on this machine. */
export const CLIENT_SETTINGS = {
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
  forcePathStyle: true,
} as const;

type S3Server = 'MiniStack' | 'versitygw';
/** The servers that stand in for S3. Building versitygw takes Go. */
export const S3_SERVERS: readonly S3Server[] = scaled(['MiniStack'], ['MiniStack', 'versitygw']);

/** A client of a server, with its own bucket, for the tests of a file or a group. */
export function useS3Server(server: S3Server) {
  const Bucket = `bucket-${crypto.randomUUID()}`;
  let client: S3Client;
  let versitygw: Versitygw | undefined;
  beforeAll(async () => {
    if (server === 'versitygw') versitygw = await startVersitygw();
    const { endpoint, region, credentials } = versitygw ?? (await useMiniStack(inject('awsEnvironment')));
    client = new S3Client({ endpoint, region, credentials, ...CLIENT_SETTINGS });
    await client.send(new CreateBucketCommand({ Bucket }));
  }, 300_000);
  afterAll(async () => {
    client.destroy();
    await versitygw?.stop();
  });
  return { Bucket, client: () => client };
}
