import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { invokeFunction } from '#shared/adapters/aws/invoke-function.ts';
import { createdStack, roleFor } from './created-stack.ts';
import { useMiniStack } from './mini-stack-clients.ts';

const CODE = `exports.handler = async (event) => {
  if (event.fails) throw new TypeError('Too much.');
  return event.silent ? undefined : { received: event };
};`;

describe('a function on MiniStack', async () => {
  const config = await useMiniStack(inject('awsEnvironment'));
  const client = new LambdaClient(config);
  const Role = { 'Fn::GetAtt': ['Role', 'Arn'] };
  const template = {
    Resources: {
      Role: roleFor('lambda.amazonaws.com'),
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', Role, Code: { ZipFile: CODE } },
      },
    },
    Outputs: { Function: { Value: { Ref: 'Function' } } },
  };
  const [name = ''] = await createdStack(config, `invoked-${process.pid}`, template);
  afterAll(() => client.destroy());

  test('takes and returns JSON', { timeout: 30_000 }, async () => {
    expect(await invokeFunction(client, name, { cloud: 'naïve' })).toEqual({ received: { cloud: 'naïve' } });
  });

  test('that throws is an error with its message', { timeout: 30_000 }, async () => {
    await expect(invokeFunction(client, name, { fails: true })).rejects.toThrow(/^Too much\.$/);
  });

  test('that does not exist is an error of Lambda', async () => {
    const call = invokeFunction(client, 'nothing', {});
    await expect(call).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('an answer of Lambda', () => {
  const client = new LambdaClient({ region: 'eu-central-1' });
  const lambda = mockClient(client);
  const answering = (payload: string | undefined, FunctionError?: string) => {
    const Payload = payload === undefined ? undefined : Buffer.from(payload);
    // A payload as it is on the wire; the SDK's own type has extra methods.
    lambda.on(InvokeCommand).resolves({ Payload: Payload as never, FunctionError });
    return invokeFunction(client, 'demo', {});
  };

  test('may be empty', async () => {
    expect(await answering(undefined)).toBeUndefined();
    expect(await answering('')).toBeUndefined();
    expect(await answering('null')).toBeNull();
  });

  test.each([undefined, 'null', '{}', '{"errorMessage":7}'])(
    'with a failure but no message (%s) throws a message of our own',
    async (payload) => {
      await expect(answering(payload, 'Unhandled')).rejects.toThrow('The function demo failed (Unhandled).');
    },
  );
});
