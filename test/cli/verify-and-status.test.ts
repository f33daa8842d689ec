import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { inventoryFolder, runKey, verifyFolder } from '../../shared/domain/bucket/bucket-layout.ts';
import { manifest, verifyReport } from '../usecases/progress/run-files.ts';
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

test('a cloud that the stack has not is wrong usage', async () => {
  for (const command of ['backup', 'status', 'verify']) {
    const { exitCode, stderr } = await stack.cli(command, '--cloud', 'nobody');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`The stack ${stack.name} has no cloud nobody: there are broken, demo, slow.`);
  }
});

describe('verify', () => {
  test('starts a run with what is asked for, and tells what is wrong', async () => {
    const report = verifyReport(FINISHED_RUN, { missing: 1 });
    await stack.put(runKey(verifyFolder('demo'), FINISHED_RUN, 'report.json'), report);
    const { exitCode, stdout } = await stack.cli('verify', '--cloud', 'demo', '--read-data', '1/7', '--no-mend');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('demo: 1 problem with 3 stored revisions.');
    const input = { cloud: 'demo', reason: 'operator' };
    expect(await stack.inputsOf('VerifyStateMachineArn')).toEqual([{ ...input, readData: '1/7', mend: false }]);
    const { stdout: json } = await stack.cli('verify', '--cloud', 'demo', '--json', '--yes');
    expect(linesOf(json).at(-1)).toMatchObject({
      type: 'summary',
      command: 'verify',
      exit_code: 3,
      clouds: [{ report }],
    });
    expect(await stack.inputsOf('VerifyStateMachineArn')).toContainEqual({ ...input, mend: true });
  });

  test('mends nothing on a dry run, and is fine where all is mended', async () => {
    const report = verifyReport(FINISHED_RUN, { corrupt: 2, mended: 2 });
    await stack.put(runKey(verifyFolder('demo'), FINISHED_RUN, 'report.json'), report);
    expect(await stack.cli('verify', '--cloud', 'demo', '--dry-run')).toMatchObject({ exitCode: 0 });
    expect(await stack.inputsOf('VerifyStateMachineArn')).toMatchObject([{ mend: false }]);
  });

  test('without a report is a failure', async () => {
    const { exitCode, stdout } = await stack.cli('verify', '--cloud', 'demo');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('the bucket has no report of it');
  });
});

test('status of a stack whose backups are fine', async () => {
  const now = new Date().toISOString();
  await stack.put(runKey(inventoryFolder('demo'), now, 'manifest.json'), manifest(now));
  const { exitCode, stdout } = await stack.cli('status', '--cloud', 'demo', '--json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    command: 'status',
    stack: stack.name,
    ok: true,
    clouds: [
      { cloud: 'demo', ok: true, running: [], inventories: [{ started_at: now, status: 'finished' }], verifies: [] },
    ],
    queues: { live: { pending: 0, dead_letters: 0 } },
  });
});
