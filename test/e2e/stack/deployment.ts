import { deployStack } from '#local/ministack/deploy-stack.ts';
import { runCdkOnStack } from '#local/ministack/run-cdk.ts';
import { destroyStack } from '#test/local/ministack/destroy-stack.ts';
import { DeployedStack } from './deployed-stack.ts';

/** The configuration of a stack, as in cdk.json. */
export interface Configuration {
  readonly stackName?: string;
  readonly terminationProtection?: boolean;
  readonly clouds: object;
  readonly existingBucket?: string;
}

function optionsOf({ cloud }: DeployedStack, configuration: Configuration) {
  return {
    miniStack: cloud.miniStack,
    context: { cloudinaryBackup: JSON.stringify(configuration) },
    // The name in the CDK app; the deployed name may differ.
    stackName: 'CloudinaryBackup',
  };
}

/** Deploys a second stack beside the given one, or updates it. */
export async function deploy(beside: DeployedStack, configuration: Configuration): Promise<DeployedStack> {
  return new DeployedStack({ ...beside.cloud, outputs: await deployStack(optionsOf(beside, configuration)) });
}

/** Destroys it. Throws with cdk's output if that is refused. */
export function destroy(beside: DeployedStack, configuration: Configuration): Promise<void> {
  return destroyStack(optionsOf(beside, configuration));
}

/** Throws with cdk's output if the deployed stack is different. */
export function assertNoDifference(beside: DeployedStack, configuration: Configuration): Promise<void> {
  return runCdkOnStack('diff', ['--fail'], optionsOf(beside, configuration));
}
