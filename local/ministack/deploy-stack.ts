import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.ts';
import { runCdkOnStack, type StackOptions } from './run-cdk.ts';

/** What to deploy, and where. */
export interface DeployStackOptions extends StackOptions {
  /** Where to write the outputs, in addition to returning them. */
  readonly outputsFile?: string;
}

/**
 * Deploys one stack of a CDK app by the plain `cdk bootstrap` (once for each MiniStack) and `cdk deploy`, and returns
 * its outputs. Deploying again updates it.
 *
 * @throws Error with the end of cdk's output.
 */
export async function deployStack(options: DeployStackOptions): Promise<Record<string, string>> {
  const { miniStack, onProgress } = options;
  await bootstrap(miniStack, onProgress);
  const outputsFile = options.outputsFile ?? join(miniStack.directory, `${crypto.randomUUID()}.json`);
  const flags = ['--require-approval', 'never', '--progress', 'events', '--outputs-file', outputsFile];
  await runCdkOnStack('deploy', flags, options);
  // By the deployed name, which the configuration may set.
  const outputs: Record<string, Record<string, string>> = JSON.parse(await readFile(outputsFile, 'utf8'));
  return Object.values(outputs)[0] ?? {};
}
