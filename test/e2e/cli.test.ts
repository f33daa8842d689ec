import { DeleteBucketPolicyCommand, PutBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import { setAsideMessages } from '#shared/domain/jobs/set-aside-messages.ts';
import { instantOfDate } from '#shared/domain/text/instant.ts';
import { runCli } from '../cli/run-cli.ts';
import { md5 } from '../doubles/byte-sources.ts';
import { randomImage } from './stack/random-image.ts';
import { sharedStack } from './stack/shared-stack.ts';
import { uploadMessages } from './stack/upload-messages.ts';

const CLOUD = 'cli';
const { stack, cloudinary, simulated, sdk } = await sharedStack(CLOUD);
afterEach(() => {
  cloudinary.faults.notifications.drop = 0;
});
afterAll(async () => {
  // Others find the stack as it was, also when a test failed.
  await stack.takeDeadLetters();
  await cli('bucket', 'repair');
});

async function cli(...args: readonly string[]) {
  const { exitCode, stdout, stderr } = await runCli([...args, '--json'], stack.cloud.miniStack.env);
  return { exitCode, stderr, document: JSON.parse(stdout) };
}

/** Uploads while no notification arrives, for nothing else to back it up. */
async function uploadUnseen(public_id: string) {
  cloudinary.faults.notifications.drop = 1;
  const bytes = randomImage();
  const { version, format } = await sdk.upload(bytes, { public_id });
  await cloudinary.notifications.idle();
  cloudinary.faults.notifications.drop = 0;
  return { bytes, key: revisionKey(CLOUD, { resource_type: 'image', type: 'upload', public_id }, { version, format }) };
}

async function putDeadLetters(...bodies: readonly string[]) {
  const QueueUrl = stack.output('LiveDeadLetterQueueUrl');
  for (const MessageBody of bodies) await stack.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
}

describe('redrive on the deployed stack', () => {
  test('moves back given-up jobs and bodies that parse now, and leaves the rest', async () => {
    const givenUp = await uploadUnseen('given-up');
    const notUnderstood = await uploadUnseen('not-understood');
    const [job = ''] = uploadMessages(simulated);
    const { at, body } = simulated.history.filter(({ type }) => type === 'upload')[1] ?? {};
    const about = { cloud: CLOUD, received_at: instantOfDate(new Date()), request_id: 'one', reason: 'too new' };
    const padded = Buffer.from(JSON.stringify({ ...body, padding: 'x'.repeat(50_000) }));
    const pieces = setAsideMessages(padded, { ...about, signed_at: instantOfDate(at ?? new Date()) });
    expect(pieces).toHaveLength(2);
    const nonsense = setAsideMessages(Buffer.from('?'), { ...about, signed_at: about.received_at, request_id: 'two' });
    // As an earlier version left them.
    await putDeadLetters(...pieces, ...nonsense, '{"v":1,"job":"poison"}', job);

    const { exitCode, stderr, document } = await cli('redrive', 'live');
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: '' });
    expect(document).toMatchObject({ ended: 'empty', moved: { messages: 4 }, sent: { live: 2, set_aside: 1 } });
    expect(document.kept).toMatchObject([{ kind: 'unknown' }]);
    await stack.idle();
    for (const { bytes, key } of [givenUp, notUnderstood]) expect(await stack.md5(key)).toBe(md5(bytes));
    expect(await stack.count(stack.output('LiveDeadLetterQueueUrl'))).toBe(1);
    expect((await stack.takeSetAside()).map(({ request_id }) => request_id)).toEqual(['two']);
  });
});

describe('bucket on the deployed stack', () => {
  test('finds what was removed from the bucket, and repairs it', async () => {
    expect(await cli('bucket', 'check')).toMatchObject({ exitCode: 0, stderr: '', document: { ok: true } });
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } as const }];
    await stack.s3.send(new DeleteBucketPolicyCommand({ Bucket: stack.bucket }));
    await stack.s3.send(
      new PutBucketEncryptionCommand({ Bucket: stack.bucket, ServerSideEncryptionConfiguration: { Rules } }),
    );
    const found = await cli('bucket', 'check');
    expect(found.exitCode).toBe(3);
    expect(found.document.violations).toContainEqual(
      expect.objectContaining({ condition: 'policy', found: 'the statement WriteOnce is missing', repairable: true }),
    );
    const dry = await cli('bucket', 'repair', '--dry-run');
    expect(dry).toMatchObject({ exitCode: 0, document: { dry_run: true, left: [] } });
    expect(await cli('bucket', 'check')).toEqual(found);
    const repaired = await cli('bucket', 'repair');
    expect(repaired).toEqual({ ...dry, document: { ...dry.document, dry_run: false } });
    expect(await cli('bucket', 'check')).toMatchObject({ exitCode: 0, document: { violations: [] } });
  });
});
