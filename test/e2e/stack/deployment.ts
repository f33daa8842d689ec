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
    // In the CDK app, whatever it is called once deployed.
    stackName: 'CloudinaryBackup',
  };
}

/** Deploys another stack beside the given one, or updates that other stack. */
export async function deploy(beside: DeployedStack, configuration: Configuration): Promise<DeployedStack> {
  return new DeployedStack({ ...beside.cloud, outputs: await deployStack(optionsOf(beside, configuration)) });
}

/** Destroys it. Throws with what cdk said where that is refused. */
export function destroy(beside: DeployedStack, configuration: Configuration): Promise<void> {
  return destroyStack(optionsOf(beside, configuration));
}

/** Throws with what cdk printed where there is a difference to what is deployed. */
export function assertNoDifference(beside: DeployedStack, configuration: Configuration): Promise<void> {
  return runCdkOnStack('diff', ['--fail'], optionsOf(beside, configuration));
}
