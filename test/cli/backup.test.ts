import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { completenessFolder, inventoryFolder, runKey } from '../../shared/domain/bucket/bucket-layout.ts';
import { manifest, started, tally } from '../usecases/progress/run-files.ts';
import { completenessReport } from './completeness-report.ts';
import { PretendedRuns } from './pretended-runs.ts';
import { FINISHED_RUN } from './runs-stack.ts';

const environment = inject('awsEnvironment');
let stack: PretendedRuns;
beforeEach(async () => {
  stack = await PretendedRuns.deploy(environment);
});
afterEach(() => stack.destroy());

function linesOf(stdout: string) {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
function putReport(unprotected: number) {
  const key = runKey(completenessFolder('demo'), FINISHED_RUN, 'report.json');
  return stack.put(key, completenessReport('demo', FINISHED_RUN, unprotected));
}
function putFinished(cloud: string) {
  return stack.put(runKey(inventoryFolder(cloud), FINISHED_RUN, 'manifest.json'), manifest(FINISHED_RUN));
}

describe('backup', () => {
  test('starts a run, waits for its end, and tells what it found', async () => {
    await putFinished('demo');
    await putReport(0);
    const { exitCode, stdout, stderr } = await stack.cli('backup', '--cloud', 'demo', '--retry');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: expect.stringMatching(/^Started the backup of demo: /),
    });
    expect(stdout).toContain(
      'demo: every original at Cloudinary that is to be backed up is stored, as the journal tells; verify looks at the objects.',
    );
    expect(await stack.inputsOf('InventoryStateMachineArn')).toEqual([
      { cloud: 'demo', reason: 'operator', retry: true },
    ]);
  });

  test('names up to twenty assets that are not protected, and exits with 3', async () => {
    await putFinished('demo');
    await putReport(21);
    const { exitCode, stdout } = await stack.cli('backup', '--cloud', 'demo');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('(20 of 21)');
    expect(stdout.match(/image\/upload "photo-\d+", version 1, 5 B: blocked/g)).toHaveLength(20);
  });

  test('ends by a summary in JSON, which has the whole report', async () => {
    await putFinished('demo');
    await putReport(21);
    const { exitCode, stdout } = await stack.cli('backup', '--cloud', 'demo', '--json');
    expect(exitCode).toBe(3);
    expect(linesOf(stdout).at(-1)).toEqual({
      type: 'summary',
      command: 'backup',
      stack: stack.name,
      exit_code: 3,
      clouds: [
        {
          cloud: 'demo',
          ended: 'finished',
          error: null,
          execution: expect.stringContaining(':execution:'),
          report: completenessReport('demo', FINISHED_RUN, 21),
        },
      ],
    });
    expect(await stack.inputsOf('InventoryStateMachineArn')).toEqual([{ cloud: 'demo', reason: 'operator' }]);
  });

  test('says why a run failed, and watches the others', async () => {
    for (const cloud of ['broken', 'demo', 'slow']) await putFinished(cloud);
    await putReport(0);
    const running = stack.startCli('backup');
    await running.wrote('slow: starting');
    running.interrupt();
    const { exitCode, stdout } = await running.result;
    expect(stdout).toContain(
      'The backup of broken FAILED: States.TaskFailed: the quota is gone. Look at the execution arn:',
    );
    expect(stdout).toContain('demo: every original');
    expect(stdout).toMatch(/The backup of slow goes on by itself: /);
    expect(stdout).toContain(`npm run cli -- status --cloud slow --stack ${stack.name}`);
    expect(exitCode).toBe(130);
    const { exitCode: alone } = await stack.cli('backup', '--cloud', 'broken');
    expect(alone).toBe(1);
  });

  test('that goes on already is watched, and none is started beside it; Ctrl-C leaves it alone', async () => {
    const { execution, startedAt: name } = await stack.schedule('InventoryStateMachineArn', 'slow');
    const key = (file: string) => runKey(inventoryFolder('slow'), name, file);
    await stack.put(key('started.json'), started(name, { cloud: 'slow', execution, usage: { assets: 1_000 } }));
    await stack.put(key('_listed-00-00000.ndjson.gz'), {}, { tally: JSON.stringify(tally({ listed: 250, bytes: 9 })) });
    for (const body of ['1', '2']) await stack.send('BulkQueueUrl', body);

    const running = stack.startCli('backup', '--cloud', 'slow', '--json');
    await running.wrote('"type":"progress"');
    running.interrupt();
    const { exitCode, stdout, stderr } = await running.result;
    expect(exitCode).toBe(130);
    expect(stderr).toContain(
      `Going on already, so that none is started: the backup of slow: ${execution.split(':').at(-1)}`,
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
    expect(await stack.inputsOf('InventoryStateMachineArn')).toHaveLength(1);

    const { stdout: looked, exitCode: attention } = await stack.cli('status', '--cloud', 'slow');
    expect(attention).toBe(3);
    expect(looked).toMatch(/going on: backup of slow: listing: 250 of 1,000 assets \(25 %\)/);
    expect(looked).toContain('No backup has finished yet.');
    expect(looked).toContain(`${name}  -     running`);
    expect(looked).toMatch(/bulk +2 +0/);
    expect((await stack.cli('backup', '--cloud', 'slow', '--dry-run')).stdout).toContain('which would be watched');
  });

  test('--detach starts and returns', async () => {
    const { exitCode, stdout } = await stack.cli('backup', '--cloud', 'slow', '--detach', '--yes', '--json');
    expect(exitCode).toBe(0);
    const [preview, summary] = linesOf(stdout);
    expect(preview).toMatchObject({ type: 'preview', cloud: 'slow', first: true, calls: 12 });
    expect(summary).toMatchObject({ type: 'summary', exit_code: 0, clouds: [{ ended: 'detached', report: null }] });
    expect(await stack.inputsOf('InventoryStateMachineArn')).toEqual([{ cloud: 'slow', reason: 'operator' }]);
  });
});
