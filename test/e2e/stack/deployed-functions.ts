import { type FunctionConfiguration, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { rootClientConfig } from '../../../local/ministack/root-client-config.ts';
import type { DeployedStack } from './deployed-stack.ts';

/** Every function that is deployed, as Lambda describes it. */
export async function deployedFunctions(stack: DeployedStack): Promise<FunctionConfiguration[]> {
  const client = new LambdaClient(rootClientConfig(stack.cloud.miniStack));
  const functions: FunctionConfiguration[] = [];
  for await (const page of paginateListFunctions({ client }, {})) functions.push(...(page.Functions ?? []));
  client.destroy();
  return functions;
}

/** The ARN of the role that a function runs with. */
export async function functionRoleArn(stack: DeployedStack, functionName: string): Promise<string> {
  const found = (await deployedFunctions(stack)).find(({ FunctionName }) => FunctionName === functionName);
  if (found?.Role === undefined) throw new Error(`No function ${functionName}, or it has no role`);
  return found.Role;
}
