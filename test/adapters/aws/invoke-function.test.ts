import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { invokeFunction } from '#shared/adapters/aws/invoke-function.ts';
import { createdStack, roleFor } from './created-stack.ts';
import { useMiniStack } from './mini-stack-clients.ts';

const CODE = `exports.handler = async (event) => {
  if (event.fails) throw new TypeError('It was too much.');
  return event.silent ? undefined : { heard: event };
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

  test('answers with JSON to JSON', { timeout: 30_000 }, async () => {
    expect(await invokeFunction(client, name, { cloud: 'naïve' })).toEqual({ heard: { cloud: 'naïve' } });
  });

  test('that throws is an error with its message', { timeout: 30_000 }, async () => {
    await expect(invokeFunction(client, name, { fails: true })).rejects.toThrow(/^It was too much\.$/);
  });

  test('that is not there is an error of Lambda', async () => {
    const call = invokeFunction(client, 'nothing', {});
    await expect(call).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('what Lambda answers', () => {
  const client = new LambdaClient({ region: 'eu-central-1' });
  const lambda = mockClient(client);
  const answering = (payload: string | undefined, FunctionError?: string) => {
    const Payload = payload === undefined ? undefined : Buffer.from(payload);
    // An answer as it is on the wire, which the SDK dresses up.
    lambda.on(InvokeCommand).resolves({ Payload: Payload as never, FunctionError });
    return invokeFunction(client, 'demo', {});
  };

  test('may be nothing', async () => {
    expect(await answering(undefined)).toBeUndefined();
    expect(await answering('')).toBeUndefined();
    expect(await answering('null')).toBeNull();
  });

  test.each([undefined, 'null', '{}', '{"errorMessage":7}'])(
    'of a failure without a message (%s) says so',
    async (payload) => {
      await expect(answering(payload, 'Unhandled')).rejects.toThrow('The function demo failed (Unhandled).');
    },
  );
});
