import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { rootClientConfig, withRootClient } from '../../../../local/ministack/root-client-config.ts';
import type { MiniStack } from '../../../../local/ministack/start-ministack.ts';
import { createdStack, roleFor } from '../../../adapters/aws/created-stack.ts';

/** Logs what it is called with, and answers with the environment that it runs in. */
const ZipFile = `exports.handler = async (event) => {
  console.log('called with', event);
  return process.env;
};`;

const TEMPLATE = {
  Resources: {
    Role: roleFor('lambda.amazonaws.com'),
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'Example-echo',
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { ZipFile },
      },
    },
  },
};

/** Deploys a function, `Example-echo`. */
export async function deployFunction(miniStack: MiniStack): Promise<void> {
  await createdStack(rootClientConfig(miniStack), 'Example', TEMPLATE);
}

/** Calls that function, and gives its answer. */
export async function callFunction(miniStack: MiniStack, event: string): Promise<string> {
  const command = new InvokeCommand({ FunctionName: 'Example-echo', Payload: JSON.stringify(event) });
  const { Payload } = await withRootClient(miniStack, LambdaClient, (client) => client.send(command));
  return Payload?.transformToString() ?? '';
}
