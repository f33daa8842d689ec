import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import type { VerifyReport } from '#shared/domain/verify/verify-documents.ts';
import { runCli } from '../cli/run-cli.ts';
import { md5 } from '../doubles/byte-sources.ts';
import { randomImage } from './stack/random-image.ts';
import { RunMachines } from './stack/run-machines.ts';
import { sharedStack } from './stack/shared-stack.ts';

const CLOUD = 'verify';
const ASSETS = 60;
const { stack, environment, sdk } = await sharedStack(CLOUD);
const machines = new RunMachines(stack);
/** Keys and bytes of what was backed up. */
const stored: { public_id: string; key: string; bytes: Buffer }[] = [];

for (let index = 0; index < ASSETS; index += 1) {
  const public_id = `photo/${index}`;
  const bytes = randomImage();
  const { version } = await sdk.upload(bytes, { public_id });
  stored.push({ public_id, key: `pipeline/res/${CLOUD}/image/upload/${public_id}/${version}.jpg`, bytes });
}
await stack.settled();

/** As somebody does who may do everything: behind the back of pipeline and policy. */
function remove(key: string) {
  return stack.s3.send(new DeleteObjectCommand({ Bucket: stack.bucket, Key: key }));
}

function corrupt(key: string, Body: Uint8Array) {
  return stack.s3.send(new PutObjectCommand({ Bucket: stack.bucket, Key: key, Body }));
}

async function lastReport(): Promise<VerifyReport> {
  const run = (await stack.keys(`pipeline/reports/${CLOUD}/verify/`)).findLast((key) => key.endsWith('report.json'));
  return JSON.parse(Buffer.from((await stack.read(run ?? '')).bytes).toString());
}

async function verify(input: object = {}): Promise<VerifyReport> {
  const outcome = await machines.run('Verify', { cloud: CLOUD, reason: 'operator', ...input });
  expect(outcome).toMatchObject({ ended: 'finished' });
  return lastReport();
}

describe('verify', () => {
  test('finds nothing wrong where nothing is', async () => {
    expect(await verify({ readData: '100%' })).toMatchObject({
      expected: ASSETS,
      found: ASSETS,
      read: ASSETS,
      missing: 0,
      different: 0,
      corrupt: 0,
      unrecorded: 0,
      problems: [],
    });
  });

  test('names 10 deleted and 10 corrupted objects and nothing else, and mends what Cloudinary still has', async () => {
    const deleted = stored.slice(0, 10);
    const corrupted = stored.slice(10, 20);
    for (const { key } of deleted) await remove(key);
    for (const [index, { key, bytes }] of corrupted.entries()) {
      // Cut off, or other bytes of the same length.
      await corrupt(key, index % 2 === 0 ? bytes.subarray(0, -1) : Buffer.from(bytes).fill(7, 10, 20));
    }
    // Two of each are no longer to be had: deleted at Cloudinary, or overwritten.
    const gone = [stored[8], stored[9], stored[18], stored[19]].filter((asset) => asset !== undefined);
    for (const [index, { public_id }] of gone.entries()) {
      if (index % 2 === 0) await sdk.destroy(public_id);
      else await sdk.uploadImage(public_id);
    }
    await stack.settled();

    const { exitCode, stdout } = await runCli(['verify', '--cloud', CLOUD, '--json'], stack.cloud.miniStack.env);
    expect(exitCode).toBe(3);
    expect(stdout).toContain(stored[8]?.key);
    const report = await lastReport();
    expect(report).toMatchObject({ missing: 10, different: 10, corrupt: 0, mended: 16, unrecorded: 0 });
    expect(report.problems.map(({ key }) => key).sort()).toEqual(
      [...deleted, ...corrupted].map(({ key }) => key).sort(),
    );
    const unmended = report.problems.filter(({ mending }) => mending !== 'mended');
    expect(unmended.map(({ key, mending }) => [key, mending]).sort()).toEqual(
      gone.map(({ key }) => [key, 'gone-at-cloudinary']).sort(),
    );
    // Missing ones are back under their keys; beside each damaged one lies a good copy.
    for (const { key, bytes } of deleted.slice(0, 8)) expect(await stack.md5(key)).toBe(md5(bytes));
    for (const { key, bytes } of corrupted.slice(0, 8)) {
      const under = report.problems.find((problem) => problem.key === key)?.under ?? '';
      expect(under).toBe(key.replace(/\.jpg$/, `-${md5(bytes)}.jpg`));
      expect(await stack.md5(under)).toBe(md5(bytes));
      expect(await stack.md5(key)).not.toBe(md5(bytes));
    }
  });

  test('says the same again, sends nothing for what is mended, and is quiet once the operator has removed it', async () => {
    const again = await verify();
    expect(again).toMatchObject({ missing: 2, different: 10, mended: 8 });
    for (const { key } of stored.slice(10, 18)) await remove(key);
    expect(await verify()).toMatchObject({ missing: 2, different: 2, mended: 0 });
  });

  test('does not count what an inventory knows as protected by its good copy', async () => {
    expect(await machines.run('Inventory', { cloud: CLOUD, reason: 'operator' })).toMatchObject({
      report: { completeness: { assets: environment.assets().length, unprotected: 0 } },
    });
  });
});
