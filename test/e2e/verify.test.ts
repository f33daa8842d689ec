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
const { stack, simulated, sdk } = await sharedStack(CLOUD);
const machines = new RunMachines(stack);
/** Keys and bytes of the stored revisions. */
const stored: { public_id: string; key: string; bytes: Buffer }[] = [];

for (let index = 0; index < ASSETS; index += 1) {
  const public_id = `photo/${index}`;
  const bytes = randomImage();
  const { version } = await sdk.upload(bytes, { public_id });
  stored.push({ public_id, key: `pipeline/res/${CLOUD}/image/upload/${public_id}/${version}.jpg`, bytes });
}
await stack.idle();

/** Bypasses the pipeline and the policy, as root can. */
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
  test('finds nothing wrong if all is well', async () => {
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

  test('reports only the 10 deleted and 10 corrupted objects, and mends those that Cloudinary still has', async () => {
    const deleted = stored.slice(0, 10);
    const corrupted = stored.slice(10, 20);
    for (const { key } of deleted) await remove(key);
    for (const [index, { key, bytes }] of corrupted.entries()) {
      // Cut off, or other bytes of the same length.
      await corrupt(key, index % 2 === 0 ? bytes.subarray(0, -1) : Buffer.from(bytes).fill(7, 10, 20));
    }
    // Two of each cannot be copied again: they were deleted at Cloudinary, or overwritten.
    const gone = [stored[8], stored[9], stored[18], stored[19]].filter((asset) => asset !== undefined);
    for (const [index, { public_id }] of gone.entries()) {
      if (index % 2 === 0) await sdk.destroy(public_id);
      else await sdk.uploadImage(public_id);
    }
    await stack.idle();

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
    // Missing ones are back under their keys; each damaged one has a good copy beside it.
    for (const { key, bytes } of deleted.slice(0, 8)) expect(await stack.md5(key)).toBe(md5(bytes));
    for (const { key, bytes } of corrupted.slice(0, 8)) {
      const storedKey = report.problems.find((problem) => problem.key === key)?.stored_key ?? '';
      expect(storedKey).toBe(key.replace(/\.jpg$/, `-${md5(bytes)}.jpg`));
      expect(await stack.md5(storedKey)).toBe(md5(bytes));
      expect(await stack.md5(key)).not.toBe(md5(bytes));
    }
  });

  test('reports the same again, queues nothing for mended objects, and stops reporting damaged ones that the operator has deleted', async () => {
    const again = await verify();
    expect(again).toMatchObject({ missing: 2, different: 10, mended: 8 });
    for (const { key } of stored.slice(10, 18)) await remove(key);
    expect(await verify()).toMatchObject({ missing: 2, different: 2, mended: 0 });
  });

  test('leaves the library protected, as the next inventory run finds', async () => {
    expect(await machines.run('Inventory', { cloud: CLOUD, reason: 'operator' })).toMatchObject({
      report: { completeness: { assets: simulated.assets().length, unprotected: 0 } },
    });
  });

  test('fails if the bucket is emptied, and so does an inventory: both name what has fallen', async () => {
    for (const kind of ['res', 'journal', 'inventory', 'reports']) {
      for (const key of await stack.keys(`pipeline/${kind}/${CLOUD}/`)) await remove(key);
    }
    for (const args of [['verify'], ['backup', '--yes'], ['verify']]) {
      const { exitCode, stdout } = await runCli([...args, '--cloud', CLOUD], stack.cloud.miniStack.env);
      expect(stdout).toMatch(/the journal of \d{4}-\d\d-\d\d had \d+ objects, now \d+\n/);
      expect(stdout).toMatch(/^FAILED: .*records? missing.* See docs\/runbook\.md, "Records missing"\.$/m);
      expect(exitCode).toBe(1);
    }
  });
});
