import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deployStack } from '../../../local/ministack/deploy-stack.ts';
import { destroyStack } from '../../../local/ministack/destroy-stack.ts';
import { runCdk } from '../../../local/ministack/run-cdk.ts';
import type { MiniStack } from '../../../local/ministack/start-ministack.ts';

/** The name of the stack in the CDK app, whatever it is called once deployed. */
const IN_APP = 'CloudinaryBackup';

function contextOf(configuration: object) {
  return { cloudinaryBackup: JSON.stringify(configuration) };
}

/** Deploys the stack as configured, and gives its outputs. */
export async function deploy(
  miniStack: MiniStack,
  configuration: { readonly stackName?: string },
): Promise<Readonly<Record<string, string>>> {
  const outputsFile = join(await mkdtemp(join(miniStack.directory, 'outputs-')), 'outputs.json');
  await deployStack({ miniStack, context: contextOf(configuration), stackName: IN_APP, outputsFile });
  const outputs: Record<string, Record<string, string>> = JSON.parse(await readFile(outputsFile, 'utf8'));
  return outputs[configuration.stackName ?? IN_APP] ?? {};
}

/** Destroys it. Throws with what cdk said where that is refused. */
export function destroy(miniStack: MiniStack, configuration: object): Promise<void> {
  return destroyStack({ miniStack, context: contextOf(configuration), stackName: IN_APP });
}

/** Throws with what cdk printed where there is a difference to what is deployed. */
export async function assertNoDifference(miniStack: MiniStack, configuration: object): Promise<void> {
  const output = await mkdtemp(join(miniStack.directory, 'cdk.out-'));
  const context = Object.entries(contextOf(configuration)).flatMap(([key, value]) => ['--context', `${key}=${value}`]);
  await runCdk({ miniStack, args: ['diff', IN_APP, '--exclusively', '--fail', '--output', output, ...context] });
}
