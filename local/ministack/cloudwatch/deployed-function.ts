import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { rootClientConfig } from '../root-client-config.ts';
import type { MiniStack } from '../start-ministack.ts';

/** A function and where it logs. */
export interface DeployedFunction {
  readonly name: string;
  readonly logGroup: string;
}

/** Every function that is deployed. */
export async function deployedFunctions(miniStack: MiniStack): Promise<readonly DeployedFunction[]> {
  const client = new LambdaClient(rootClientConfig(miniStack));
  const functions: DeployedFunction[] = [];
  for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
    for (const { FunctionName: name = '', LoggingConfig } of Functions)
      functions.push({ name, logGroup: LoggingConfig?.LogGroup ?? `/aws/lambda/${name}` });
  }
  client.destroy();
  return functions;
}
