import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { rootClientConfig } from '../../ministack/root-client-config.ts';
import type { MiniStack } from '../../ministack/start-ministack.ts';

/**
 * Starts functions anew, with the configuration that they have. They keep credentials for five minutes, which they take
 * from a clock that the drill cannot hurry; this is what those minutes are in the drill.
 */
export async function restartFunctions(miniStack: MiniStack, names: readonly string[]): Promise<void> {
  const lambda = new LambdaClient(rootClientConfig(miniStack));
  for (const FunctionName of names) {
    const { MemorySize } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, MemorySize }));
  }
  lambda.destroy();
}
