import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { appArguments } from './app-arguments.ts';
import type { DeployStackOptions } from './deploy-stack.ts';
import { runCdk } from './run-cdk.ts';

/** Deletes a deployed stack by the plain `cdk destroy`; what it retains stays. */
export async function destroyStack(options: Omit<DeployStackOptions, 'outputsFile'>): Promise<void> {
  const { miniStack, stackName, onProgress } = options;
  const output = await mkdtemp(join(miniStack.directory, 'cdk.out-'));
  const args = ['destroy', stackName, '--exclusively', '--force', ...appArguments({ ...options, output })];
  await runCdk({ miniStack, args, onProgress });
}
