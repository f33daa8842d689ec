import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { PretendedRuns } from './pretended-runs.ts';
import { runOnTerminal } from './run-on-terminal.ts';

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

describe('the first backup', () => {
  test('is not started where nobody can be asked', async () => {
    const { exitCode, stdout, stderr } = await stack.cli('backup');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain("at most 5.00 GB, 20 % of the month's 25.00 GB");
    expect(stderr).toContain('the first backup of broken, demo, slow is to be confirmed');
    expect(stderr).toContain('--yes');
    expect(await stack.inputsOf('InventoryStateMachineArn')).toEqual([]);
  });

  test('is only told of with --dry-run', async () => {
    const { exitCode, stdout, stderr } = await stack.cli('backup', '--cloud', 'demo', '--dry-run');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('The first backup of demo copies the whole library:');
    expect(stdout).toContain('12 calls, of 500 an hour; listing takes about 12 s');
    const { stdout: json } = await stack.cli('backup', '--cloud', 'demo', '--dry-run', '--json');
    expect(linesOf(json)).toMatchObject([{ type: 'preview' }, { type: 'summary', dry_run: true, exit_code: 0 }]);
    expect(await stack.inputsOf('InventoryStateMachineArn')).toEqual([]);
  });

  test('asks on a terminal, and takes no for an answer', async () => {
    const args = ['backup', '--cloud', 'slow', '--detach', '--stack', stack.name];
    const no = await runOnTerminal(args, '\n', environment);
    expect(no.shown).toContain('Back up slow now? [y/N] ');
    expect(no.shown).toContain('Nothing was started.');
    expect(no.exitCode).toBe(2);
    expect(await stack.inputsOf('InventoryStateMachineArn')).toEqual([]);
    const interrupted = await runOnTerminal(args, '\x03', environment);
    expect(interrupted.exitCode).toBe(130);
    expect(await stack.inputsOf('InventoryStateMachineArn')).toEqual([]);
    const yes = await runOnTerminal(args, 'y\n', environment);
    expect(yes.exitCode).toBe(0);
    expect(await stack.inputsOf('InventoryStateMachineArn')).toHaveLength(1);
  });
});
