import { stripVTControlCharacters } from 'node:util';
import { beforeEach, describe, expect, inject, test } from 'vitest';
import { completenessFolder, inventoryFolder, runKey, verifyFolder } from '#shared/domain/bucket/bucket-layout.ts';
import type { CompletenessReport } from '#shared/domain/inventory/inventory-documents.ts';
import { manifest, started, tally, verifyReport } from '../usecases/progress/run-files.ts';
import { runOnTerminal } from './run-cli.ts';
import { SmallStack } from './small-stack.ts';
import { FINISHED_RUN, outputs, RUNS_TEMPLATE } from './templates.ts';

let stack: SmallStack;
beforeEach(async () => {
  stack = await SmallStack.deploy(RUNS_TEMPLATE);
});

function linesOf(stdout: string) {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function report(unprotected: number): CompletenessReport {
  return {
    v: 1,
    kind: 'completeness',
    cloud: 'demo',
    started_at: FINISHED_RUN,
    finished_at: FINISHED_RUN,
    reason: 'operator',
    initial: true,
    completeness: manifest(FINISHED_RUN, { unprotected }).completeness,
    tally: tally(),
    shrinkage: 0,
    bandwidth: 0,
    duration_seconds: 3,
    cost_usd: 0.01,
    housekeeping: { uploads_aborted: 0 },
    examples: Array.from({ length: unprotected }, (_, index) => ({
      resource_type: 'image',
      type: 'upload',
      public_id: `photo-${index}`,
      version: 1,
      bytes: 5,
      reason: 'blocked' as const,
    })),
  };
}

function putReport(unprotected: number) {
  return stack.put(runKey(completenessFolder('demo'), FINISHED_RUN, 'report.json'), report(unprotected));
}

function putFinished(cloud: string) {
  return stack.put(runKey(inventoryFolder(cloud), FINISHED_RUN, 'manifest.json'), manifest(FINISHED_RUN));
}

function inventoryRuns() {
  return stack.inputsOf('InventoryStateMachineArn');
}

describe('backup', () => {
  test('starts a run, waits for its end, and reports what it found', async () => {
    await putFinished('demo');
    await putReport(0);
    const { exitCode, stdout, stderr } = await stack.cli('backup', '--cloud', 'demo', '--retry');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: expect.stringMatching(/^Started the inventory run of demo: /),
    });
    expect(stdout).toContain('demo: every original at Cloudinary that no rule excludes is backed up.');
    expect(await inventoryRuns()).toEqual([{ cloud: 'demo', reason: 'operator', retry: true }]);
  });

  test('names up to twenty assets that are not protected, and has all in JSON; it exits with 3', async () => {
    await putFinished('demo');
    await putReport(21);
    const { exitCode, stdout } = await stack.cli('backup', '--cloud', 'demo');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('(20 of 21)');
    expect(stdout.match(/image\/upload "photo-\d+", version 1, 5 B: blocked/g)).toHaveLength(20);

    const json = await stack.cli('backup', '--cloud', 'demo', '--json');
    expect(json.exitCode).toBe(3);
    const execution = expect.stringContaining(':execution:');
    expect(linesOf(json.stdout).at(-1)).toEqual({
      type: 'summary',
      command: 'backup',
      stack: stack.name,
      exit_code: 3,
      clouds: [{ cloud: 'demo', ended: 'finished', error: null, execution, report: report(21) }],
    });
    const input = { cloud: 'demo', reason: 'operator' };
    expect(await inventoryRuns()).toEqual([input, input]);
  });

  test('says why a run failed, and watches the others', async () => {
    for (const cloud of ['broken', 'demo', 'slow']) await putFinished(cloud);
    await putReport(0);
    const running = stack.start(['backup']);
    await running.wrote('slow: starting');
    running.interrupt();
    const { exitCode, stdout } = await running.result;
    expect(stdout).toContain('The inventory run of broken failed: States.TaskFailed: the quota is gone. ');
    expect(stdout).toContain('demo: every original');
    expect(stdout).toMatch(/^The inventory run of slow continues in AWS: /m);
    expect(stdout).toMatch(
      /^INTERRUPTED: slow: the run continues in AWS; broken: the run failed; demo: 3 of 3 assets protected\./m,
    );
    expect(stdout).toContain(`To watch: ./cloudinary-backup backup --cloud slow --stack ${stack.name}`);
    expect(exitCode).toBe(130);
    expect(await stack.cli('backup', '--cloud', 'broken')).toMatchObject({ exitCode: 1 });
  });

  test('that is running already is watched, and none is started beside it; Ctrl-C leaves it alone', async () => {
    const { execution, startedAt: name } = await stack.schedule('InventoryStateMachineArn', 'slow');
    const key = (file: string) => runKey(inventoryFolder('slow'), name, file);
    await stack.put(key('started.json'), started(name, { cloud: 'slow', execution, usage: { assets: 1_000 } }));
    await stack.put(key('_listed-00-00000.ndjson.gz'), {}, { tally: JSON.stringify(tally({ listed: 250, bytes: 9 })) });
    await stack.send('BulkQueueUrl', '1', '2');

    const running = stack.start(['backup', '--cloud', 'slow', '--json']);
    await running.wrote('"type":"progress"');
    running.interrupt();
    const { exitCode, stdout, stderr } = await running.result;
    expect(exitCode).toBe(130);
    expect(stderr).toContain(
      `Already in progress; no new run started: the inventory run of slow: ${execution.split(':').at(-1)}`,
    );
    const lines = linesOf(stdout);
    expect(lines[0]).toMatchObject({
      type: 'progress',
      command: 'backup',
      cloud: 'slow',
      started_at: name,
      phase: 'listing',
      assets: 1_000,
      listed: 250,
      listed_bytes: 9,
      pending: 2,
      quota: null,
    });
    expect(lines.at(-1)).toMatchObject({
      type: 'summary',
      exit_code: 130,
      clouds: [{ ended: 'interrupted', execution }],
    });
    expect(await inventoryRuns()).toHaveLength(1);

    const { stdout: looked, exitCode: attention } = await stack.cli('status', '--cloud', 'slow');
    expect(attention).toBe(3);
    expect(looked).toMatch(/In progress: inventory run, 250 of 1,000 assets listed/);
    expect(looked).toContain('No inventory run has finished yet.');
    expect(looked).toMatch(/ now +running/);
    expect(looked).toMatch(/bulk +2 +0/);
    expect((await stack.cli('backup', '--cloud', 'slow', '--dry-run')).stdout).toContain('a backup would watch it');
  });

  test('--detach starts and returns', async () => {
    const { exitCode, stdout } = await stack.cli('backup', '--cloud', 'slow', '--detach', '--yes', '--json');
    expect(exitCode).toBe(0);
    const [preview, summary] = linesOf(stdout);
    expect(preview).toMatchObject({ type: 'preview', cloud: 'slow', first: true, calls: 12 });
    expect(summary).toMatchObject({ type: 'summary', exit_code: 0, clouds: [{ ended: 'detached', report: null }] });
    expect(await inventoryRuns()).toEqual([{ cloud: 'slow', reason: 'operator' }]);
  });
});

describe('the first backup', () => {
  test('is not started without a terminal to ask on', async () => {
    const { exitCode, stdout, stderr } = await stack.cli('backup');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('at most 5.00 GB, 20% of the limit');
    expect(stderr).toContain('NOT DONE: The first backup of broken, demo, slow must be confirmed');
    expect(stderr).toContain('--yes');
    expect(await inventoryRuns()).toEqual([]);
  });

  test('of one cloud starts although another is refused, and names that one', async () => {
    const others = Object.entries(RUNS_TEMPLATE.Outputs).filter(([name]) => !/^WebhookUrl(?:slow|broken)$/.test(name));
    const Outputs = { ...Object.fromEntries(others), ...outputs({ WebhookUrlrefused: 'https://example.org/refused' }) };
    const two = await SmallStack.deploy({ ...RUNS_TEMPLATE, Outputs });
    const { exitCode, stdout, stderr } = await two.cli('backup', '--yes', '--detach');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('No preview of refused: Error: The key was refused.');
    expect(stdout).toContain('The inventory run of refused was not started: Error: The key was refused.');
    expect(stdout).toContain('FAILED: refused: the run was not started; demo: the run continues in AWS.');
    expect(await two.inputsOf('InventoryStateMachineArn')).toEqual([{ cloud: 'demo', reason: 'operator' }]);
    const json = await two.cli('backup', '--yes', '--detach', '--json');
    expect(linesOf(json.stdout).at(-1)).toMatchObject({
      exit_code: 1,
      clouds: [
        { cloud: 'refused', ended: 'not-started', execution: null, error: 'Error: The key was refused.' },
        { cloud: 'demo', ended: 'detached' },
      ],
    });
    expect(await two.cli('backup', '--dry-run')).toMatchObject({ exitCode: 1 });
  });

  test('is only shown with --dry-run', async () => {
    const { exitCode, stdout, stderr } = await stack.cli('backup', '--cloud', 'demo', '--dry-run');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('The first backup of demo copies the whole library:');
    expect(stdout).toContain('12 calls of 500 an hour; listing takes about 12 s');
    const { stdout: json } = await stack.cli('backup', '--cloud', 'demo', '--dry-run', '--json');
    expect(linesOf(json)).toMatchObject([{ type: 'preview' }, { type: 'summary', dry_run: true, exit_code: 0 }]);
    expect(await inventoryRuns()).toEqual([]);
  });

  test('asks on a terminal, and takes no for an answer', async () => {
    const args = ['backup', '--cloud', 'slow', '--detach'];
    const no = await stack.start(args, '\n').result;
    expect(no.stderr).toContain('Back up slow now? [y/N] ');
    expect(stripVTControlCharacters(no.stderr)).toContain('NOT DONE: nothing was started.');
    expect(no.exitCode).toBe(2);
    const onTerminal = [...args, '--stack', stack.name];
    const interrupted = await runOnTerminal(onTerminal, '\x03', inject('awsEnvironment'));
    expect(interrupted.exitCode).toBe(130);
    expect(stripVTControlCharacters(interrupted.stdout)).toMatch(
      /\nBack up slow now\? \[y\/N\] \^C\r?\nINTERRUPTED: nothing was started\.\r?\n$/,
    );
    expect(await inventoryRuns()).toEqual([]);
    expect(await stack.start(args, 'y\n').result).toMatchObject({ exitCode: 0 });
    expect(await inventoryRuns()).toHaveLength(1);
  });
});

describe('verify', () => {
  const putVerified = (more: Parameters<typeof verifyReport>[1]) =>
    stack.put(runKey(verifyFolder('demo'), FINISHED_RUN, 'report.json'), verifyReport(FINISHED_RUN, more));
  const verifyRuns = () => stack.inputsOf('VerifyStateMachineArn');
  const input = { cloud: 'demo', reason: 'operator' };

  test('starts a run with what is asked for, and reports what is wrong', async () => {
    await putVerified({ missing: 1 });
    const { exitCode, stdout } = await stack.cli('verify', '--cloud', 'demo', '--read-data', '1/7', '--no-mend');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('demo: 1 problem with 3 stored revisions.');
    expect(await verifyRuns()).toEqual([{ ...input, readData: '1/7', mend: false }]);
    const { stdout: json } = await stack.cli('verify', '--cloud', 'demo', '--json');
    expect(linesOf(json).at(-1)).toMatchObject({
      type: 'summary',
      command: 'verify',
      exit_code: 3,
      clouds: [{ report: verifyReport(FINISHED_RUN, { missing: 1 }) }],
    });
    expect(await verifyRuns()).toContainEqual({ ...input, mend: true });
  });

  test('is fine if all is mended', async () => {
    await putVerified({ corrupt: 2, mended: 2 });
    expect(await stack.cli('verify', '--cloud', 'demo')).toMatchObject({ exitCode: 0 });
    expect(await verifyRuns()).toMatchObject([{ mend: true }]);
  });

  test('without a report is a failure', async () => {
    const { exitCode, stdout } = await stack.cli('verify', '--cloud', 'demo');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('the bucket has no report of it');
  });
});

test('a cloud that the stack has not is wrong usage, and status of one whose backups are fine exits with 0', async () => {
  for (const command of ['backup', 'status', 'verify']) {
    const { exitCode, stderr } = await stack.cli(command, '--cloud', 'unknown');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`The stack ${stack.name} has no cloud unknown. It has: broken, demo, slow.`);
  }
  const now = new Date().toISOString();
  await stack.put(runKey(inventoryFolder('demo'), now, 'manifest.json'), manifest(now));
  const { exitCode, stdout } = await stack.cli('status', '--cloud', 'demo', '--json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    command: 'status',
    stack: stack.name,
    ok: true,
    clouds: [
      {
        cloud: 'demo',
        ok: true,
        running: [],
        inventory_runs: [{ started_at: now, status: 'finished' }],
        verify_runs: [],
      },
    ],
    queues: { live: { pending: 0, dead_letters: 0 } },
  });
});
