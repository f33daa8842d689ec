import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import { withoutUndefined } from '#shared/domain/text/without-undefined.ts';
import { runCli } from '../cli/run-cli.ts';
import { readCodeBlocks } from '../docs/code-blocks.ts';
import { scaled } from '../scale.ts';
import { seedLibrary } from '../soak/library-run.ts';
import { libraryDifferences } from './stack/library-differences.ts';
import { queryRows } from './stack/query-rows.ts';
import { RunMachines } from './stack/run-machines.ts';
import { sharedStack } from './stack/shared-stack.ts';

const CLOUD = 'inventory';
/** Assets that existed before the installation. */
const ASSETS = scaled(60, 300);
/** The fields of an asset that no listing has. */
const NOT_LISTED = ['version_id', 'original_filename', 'coordinates'];
const { stack, cloudinary, simulated, sdk } = await sharedStack(CLOUD);
const { faults, notifications } = cloudinary;
const machines = new RunMachines(stack);

await seedLibrary(stack, CLOUD, ASSETS);

afterEach(() => {
  faults.notifications.drop = 0;
  faults.admin.latencyMs = 0;
});

async function cli(...args: readonly string[]) {
  const { exitCode, stdout, stderr } = await runCli([...args, '--cloud', CLOUD, '--json'], stack.cloud.miniStack.env);
  const lines = stdout.trim().split('\n');
  return { exitCode, stderr, last: JSON.parse(lines.at(-1) ?? 'null'), lines };
}

/** The keys of current revisions that are not in the bucket. */
async function missing(): Promise<readonly string[]> {
  const there = new Set(await stack.keys(`pipeline/res/${CLOUD}/`));
  return simulated
    .assets()
    .map((asset) => revisionKey(CLOUD, asset, withoutUndefined({ version: asset.version, format: asset.format })))
    .filter((key) => !there.has(key));
}

/** The differences between the library and the journal. */
async function differences(): Promise<readonly string[]> {
  return libraryDifferences({ simulated, journal: await stack.journal(CLOUD), mayBeUnknown: NOT_LISTED });
}

describe('the initial backup', () => {
  test('asks for confirmation, shows its progress, and stores everything that existed before', async () => {
    const refused = await runCli(['backup', '--cloud', CLOUD], stack.cloud.miniStack.env);
    expect(refused.exitCode).toBe(2);
    expect(refused.stdout + refused.stderr).toContain(`${ASSETS}`);
    expect(await missing()).toHaveLength(ASSETS);

    const { exitCode, last, lines } = await cli('backup', '--yes');
    expect(last).toMatchObject({ type: 'summary' });
    expect(exitCode).toBe(0);
    expect(lines.length).toBeGreaterThan(1);
    expect(await missing()).toEqual([]);
    expect(await differences()).toEqual([]);
  });

  test('leaves nothing for a second run to do', async () => {
    const before = simulated.adminCalls;
    expect(await machines.run('Inventory', { cloud: CLOUD, reason: 'operator' })).toMatchObject({
      ended: 'finished',
      report: {
        initial: false,
        completeness: { assets: ASSETS, protected: ASSETS, unprotected: 0 },
        tally: { queued: 0, heads: 0, unreported: 0, filled: 0, lost: 0 },
        housekeeping: { bucket_violations: 0, triggers_repaired: 0, uploads_aborted: 0 },
      },
    });
    // Nine listings of one page each, and two more calls: the size of the library, and its triggers.
    expect(simulated.adminCalls - before).toBeLessThanOrEqual(9 + 12);
  });
});

describe('a change that no notification reported', () => {
  test('is copied, recorded and reported: uploads, overwrites, deletes, renames, tags', async () => {
    await sdk.uploadImage('reported', { tags: ['a'] });
    await stack.idle();
    faults.notifications.drop = 1;
    await sdk.uploadImage('unreported', { tags: ['b'], context: { alt: 'text' } });
    await sdk.uploadImage('reported', { tags: ['changed'] });
    await sdk.rename('library/9', 'renamed');
    await sdk.destroy('library/18');
    await notifications.idle();
    faults.notifications.drop = 0;
    const { exitCode } = await cli('backup', '--yes');
    expect(exitCode).toBe(0);
    expect(await missing()).toEqual([]);
    expect(await differences()).toEqual([]);
  });

  test('may be due to removed triggers, which are registered again and counted', async () => {
    const gone = simulated.triggers.list().slice(0, 2);
    for (const { id } of gone) simulated.triggers.remove(id);
    const outcome = await machines.run('Inventory', { cloud: CLOUD, reason: 'schedule' });
    expect(outcome).toMatchObject({ report: { housekeeping: { triggers_repaired: 2 } } });
    await sdk.uploadImage('reported-again');
    await stack.idle();
    expect(await missing()).toEqual([]);
  });
});

test('a run that is killed while it lists continues and finishes', async () => {
  const arn = await machines.start('Inventory', { cloud: CLOUD, reason: 'operator' });
  faults.admin.latencyMs = 300;
  let kills = 0;
  for (let attempt = 0; attempt < 40 && kills < 3; attempt += 1) {
    if ((await stack.killFunction('InventoryFunctionName')) > 0) kills += 1;
    await sleep(1000);
  }
  faults.admin.latencyMs = 0;
  expect(kills).toBe(3);
  expect(await machines.ended(arn)).toMatchObject({ ended: 'finished', report: { completeness: { unprotected: 0 } } });
});

test('one of two runs at once yields to the other, and says so', async () => {
  const input = { cloud: CLOUD, reason: 'schedule' };
  // Neither may end before the other begins.
  faults.admin.latencyMs = 300;
  const outcomes = await Promise.all([machines.run('Inventory', input), machines.run('Inventory', input)]);
  const ended = outcomes.map((outcome) => (outcome as { ended: string }).ended).sort();
  expect(ended).toEqual(['finished', 'yielded']);
  expect(outcomes).toContainEqual({ ended: 'yielded', to: expect.any(String), execution: expect.any(String) });
});

describe('the stored inventory', () => {
  test('can be queried as its page says', async () => {
    const manifests = (await stack.keys(`pipeline/inventory/${CLOUD}/`)).filter((key) => key.endsWith('manifest.json'));
    const run = manifests.at(-1)?.replace('manifest.json', '') ?? '';
    const folder = await mkdtemp(join(tmpdir(), 'inventory-'));
    try {
      for (const key of await stack.keys(`${run}part-`)) {
        await writeFile(join(folder, key.slice(run.length)), (await stack.read(key)).bytes);
      }
      const [query = ''] = await readCodeBlocks('docs/inventory.md', 'sql');
      const rows = await queryRows(query.replaceAll('<run>', folder));
      const assets = rows.reduce((sum, row) => sum + Number(row['assets']), 0);
      expect(assets).toBe(simulated.assets().length);
      expect(rows.map((row) => row['status'])).toEqual(['protected', 'protected', 'protected']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
