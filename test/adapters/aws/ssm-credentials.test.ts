import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, inject, test } from 'vitest';
import { readSsmCredentials } from '#shared/adapters/aws/ssm-credentials.ts';
import { useMiniStack } from './mini-stack-clients.ts';

const PREFIX = `/credentials-${process.pid}`;
const client = new SSMClient(await useMiniStack(inject('awsEnvironment')));

function store(name: string, Value: string) {
  return client.send(
    new PutParameterCommand({ Name: `${PREFIX}/${name}`, Type: 'SecureString', Value, Overwrite: true }),
  );
}

function read(name: string, apiOrigin?: string) {
  return readSsmCredentials(client, { name: `${PREFIX}/${name}`, cloud: 'demo', apiOrigin });
}

test('credentials are decrypted: the first is for calls, all are for verifying', async () => {
  await store('two', 'cloudinary://1:first@demo\n\n# an older key\ncloudinary://2:second@demo\n');
  expect(await read('two')).toEqual({
    calling: { apiKey: '1', apiSecret: 'first' },
    all: [
      { apiKey: '1', apiSecret: 'first' },
      { apiKey: '2', apiSecret: 'second' },
    ],
    problems: [],
  });
});

test('the error for a missing parameter names it, and the command that stores it', async () => {
  await expect(read('missing')).rejects.toMatchObject({
    code: 'credentials-unavailable',
    message: expect.stringMatching(
      `The SSM parameter ${PREFIX}/missing cannot be read \\(ParameterNotFound\\).*aws ssm put-parameter`,
    ),
  });
});

test.each([
  ['with nothing but spaces', ' \n# nothing\n', 'it is empty'],
  ['for another cloud', 'cloudinary://1:the-secret@other', 'line 1 names another cloud'],
  ['in no known form', 'the-secret', 'line 1 is not of the form'],
])('the error for a parameter %s says what is wrong, and never what it holds', async (_, value, message) => {
  await store('wrong', value);
  const failure: unknown = await read('wrong').catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'credentials-unavailable', message: expect.stringContaining(message) });
  expect(String(failure)).not.toContain('the-secret');
});

test('the error for a parameter that cannot be read says so', async () => {
  const denied = new SSMClient({ region: 'eu-central-1' });
  const ssm = mockClient(denied);
  const parameter = { name: '/demo', cloud: 'demo' };
  ssm.on(GetParameterCommand).rejects(Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' }));
  await expect(readSsmCredentials(denied, parameter)).rejects.toMatchObject({
    message: expect.stringMatching(/AccessDeniedException.*may this function read it\?/),
  });
  ssm.on(GetParameterCommand).resolves({});
  await expect(readSsmCredentials(denied, parameter)).rejects.toMatchObject({
    message: expect.stringContaining('empty'),
  });
  const broken = { send: () => Promise.reject('no network') } as unknown as SSMClient; // as foreign code may throw
  await expect(readSsmCredentials(broken, parameter)).rejects.toMatchObject({
    message: expect.stringContaining('(unknown error)'),
  });
});
