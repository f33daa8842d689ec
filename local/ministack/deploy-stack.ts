import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AppOptions, appArguments } from './app-arguments.ts';
import { bootstrap } from './bootstrap.ts';
import { runCdk } from './run-cdk.ts';
import type { MiniStack } from './start-ministack.ts';

/** What to deploy, and where. */
export interface DeployStackOptions extends AppOptions {
  readonly miniStack: MiniStack;
  readonly stackName: string;
  /** Where to write the outputs, besides returning them. */
  readonly outputsFile?: string;
  /** Called with each line that cdk prints. */
  readonly onProgress?: (message: string) => void;
}

/**
 * Deploys one stack of a CDK app by the plain `cdk bootstrap` (once for each MiniStack) and `cdk deploy`, and returns
 * its outputs. Deploying again updates it.
 *
 * @throws Error with the end of cdk's output.
 */
export async function deployStack(options: DeployStackOptions): Promise<Record<string, string>> {
  const { miniStack, stackName, onProgress } = options;
  await bootstrap(miniStack, onProgress);
  const output = await mkdtemp(join(miniStack.directory, 'cdk.out-'));
  const outputsFile = options.outputsFile ?? join(output, 'outputs.json');
  const args = [
    ...['deploy', stackName, '--exclusively', '--require-approval', 'never', '--progress', 'events'],
    ...['--outputs-file', outputsFile, ...appArguments({ ...options, output })],
  ];
  await runCdk({ miniStack, args, onProgress });
  const outputs: Record<string, Record<string, string>> = JSON.parse(await readFile(outputsFile, 'utf8'));
  return outputs[stackName] ?? {};
}
