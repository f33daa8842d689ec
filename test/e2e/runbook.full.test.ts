import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteBucketPolicyCommand, GetBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandsOf } from '#local/drill/runbook/commands-of.ts';
import { OperatorShell, type Step } from '#local/drill/runbook/operator-shell.ts';
import { sharedStack } from './stack/shared-stack.ts';

const CLOUD = 'roles';
const PARAMETER = `/cloudinary-backup/${CLOUD}`;
const RENAMED = `${CLOUD}-renamed`;
const { stack } = await sharedStack(CLOUD);
let shell: OperatorShell;

async function credentials(Name: string): Promise<string> {
  const { Parameter } = await stack.ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
  return Parameter?.Value?.trim() ?? '';
}

const before = await credentials(PARAMETER);

/** Runs the command blocks of a procedure unchanged: all, or the one with that index. */
async function follow(section: string, index?: number): Promise<readonly Step[]> {
  const blocks = await commandsOf('runbook.md', section);
  const steps: Step[] = [];
  for (const block of index === undefined ? blocks : blocks.slice(index, index + 1)) steps.push(await shell.run(block));
  return steps;
}

beforeAll(async () => {
  shell = await OperatorShell.open(stack.cloud.miniStack, { signal: new AbortController().signal });
  const [variables = ''] = await commandsOf('runbook.md', 'before-you-begin');
  // Version 1 of the AWS CLI, the one on PyPI, ignores AWS_ENDPOINT_URL for SQS.
  await shell.prepare('aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }');
  await shell.prepare(`CLOUD=${CLOUD}\n${variables}`);
  await shell.prepare(
    `NEW_KEY=990000000000000 NEW_SECRET=new-secret OLD_KEY=${new URL(before).username} NEW_CLOUD=${RENAMED}`,
  );
});
afterAll(async () => {
  shell.close();
  await stack.storeParameter(PARAMETER, before);
});

describe('the commands of docs/runbook.md', () => {
  test('rotate the API secret, the new line first and the old one gone last', async () => {
    await follow('rotate-the-api-secret', 0);
    const added = `cloudinary://990000000000000:new-secret@${CLOUD}`;
    expect(await credentials(PARAMETER)).toBe(`${added}\n${before}`);
    await follow('rotate-the-api-secret', 1);
    expect(await credentials(PARAMETER)).toBe(added);
  });

  test('store the credentials of a renamed cloud', async () => {
    const [queues] = await follow('rename-a-cloud');
    expect(queues?.output.match(/"ApproximateNumberOfMessages": "\d+"/g)).toHaveLength(3);
    expect(await credentials(`/cloudinary-backup/${RENAMED}`)).toBe(
      `cloudinary://990000000000000:new-secret@${RENAMED}`,
    );
  });

  test('show the marker and the files of native backup', async () => {
    const Key = `res/${CLOUD}/image/upload/a/1.jpg`;
    await stack.s3.send(new PutObjectCommand({ Bucket: stack.bucket, Key, Body: 'x' }));
    const [marker, listing] = await follow('add-cloudinarys-own-backup');
    expect(marker?.output).toContain('"ContentLength": 0');
    expect(listing?.output).toContain(Key);
  });

  test('find out who is flooding the webhook', async () => {
    await expect(follow('a-flood-of-forged-requests')).resolves.toHaveLength(1);
  });

  test('restore a deleted bucket policy', async () => {
    await stack.s3.send(new DeleteBucketPolicyCommand({ Bucket: stack.bucket }));
    await follow('restore-a-deleted-bucket-policy');
    const { Policy } = await stack.s3.send(new GetBucketPolicyCommand({ Bucket: stack.bucket }));
    expect(Policy).toContain('"WriteOnce"');
  });

  test('are all run, here or in the drill', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
    const procedures = page.slice(page.indexOf('\n## Procedures\n'));
    const withCommands = procedures
      .split('\n### ')
      .flatMap((section) => (section.includes('```sh\n') ? [section.split('\n')[0]] : []));
    expect(withCommands).toEqual([
      'Rotate the API secret',
      'Rename a cloud',
      'A flood of forged requests',
      "Add Cloudinary's own backup",
      'Restore a deleted bucket policy',
      // In the drill: its scenario poison-message.
      'Remove an unusable message',
    ]);
  });
});
