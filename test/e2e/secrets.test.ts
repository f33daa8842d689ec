import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { expect, test, vi } from 'vitest';
import { rootClientConfig } from '#local/ministack/root-client-config.ts';
import { deployedFunctions } from './stack/deployed-roles.ts';
import { CLOUDS, sharedStack } from './stack/shared-stack.ts';

const run = promisify(execFile);
const { stack, cloudinary, simulated, sdk } = await sharedStack('roles');
const secrets = CLOUDS.flatMap((cloud) => cloudinary.cloud(cloud).keys.map(({ apiSecret }) => apiSecret));
// Something goes wrong with each call, so that errors are logged too.
cloudinary.faults.admin.status500 = 1;
cloudinary.faults.download.status503 = 1;
await sdk.uploadImage('in-trouble');
await sdk.rename('in-trouble', 'in-more-trouble');

function failed() {
  return simulated.requests.filter(({ fault }) => fault === 'status').length;
}

await vi.waitFor(() => expect(failed()).toBeGreaterThan(3), { timeout: 20_000 });
cloudinary.faults.admin.status500 = 0;
cloudinary.faults.download.status503 = 0;
await stack.idle();

function secretIn(text: string): string | undefined {
  return secrets.find((secret) => text.includes(secret));
}

test('no secret is in any log', async () => {
  const client = new CloudWatchLogsClient(rootClientConfig(stack.cloud.miniStack));
  let lines = '';
  for await (const groups of paginateDescribeLogGroups({ client }, {})) {
    for (const { logGroupName } of groups.logGroups ?? []) {
      for await (const page of paginateFilterLogEvents({ client }, { logGroupName })) {
        lines += (page.events ?? []).map(({ message }) => message).join('\n');
      }
    }
  }
  client.destroy();
  expect(lines).toContain('message handed back'); // the errors are among them
  expect(secretIn(lines)).toBeUndefined();
  // For an hour, a signed URL is as good as a key.
  expect(lines).not.toMatch(/signature=[0-9a-f]{40}/);
});

test('no secret is in the synthesized template and bundles', async () => {
  const { directory } = stack.cloud.miniStack;
  const outs = (await readdir(directory)).filter((name) => name.startsWith('cdk.out-'));
  expect(outs).not.toEqual([]);
  for (const secret of secrets) {
    const folders = outs.map((out) => join(directory, out));
    const grep = run('grep', ['--recursive', '--files-with-matches', secret, ...folders]);
    await expect(grep).rejects.toMatchObject({ code: 1, stdout: '' }); // 1: nothing found
  }
});

test('no secret is in the configuration of any function', async () => {
  const functions = await deployedFunctions(stack);
  expect(functions.length).toBeGreaterThan(3);
  expect(secretIn(JSON.stringify(functions))).toBeUndefined();
});

test('no secret is in the bucket: not in the journal, and not in the metadata of an object', async () => {
  for (const key of await stack.keys('pipeline/')) {
    const { bytes, metadata } = await stack.read(key);
    expect(secretIn(JSON.stringify(metadata)), key).toBeUndefined();
    if (key.startsWith('pipeline/journal/')) expect(secretIn(Buffer.from(bytes).toString()), key).toBeUndefined();
  }
});
