import { SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, inject, test } from 'vitest';
import { ssmHighWaterMarks } from '#shared/adapters/aws/ssm-high-water-marks.ts';
import { highWaterParameter } from '#shared/domain/runs/high-water-mark.ts';
import { useMiniStack } from './mini-stack-clients.ts';

const BUCKET = `marks-${process.pid}`;
const client = new SSMClient(await useMiniStack(inject('awsEnvironment')));
const marks = ssmHighWaterMarks(client, BUCKET);

test('each kind of run and each cloud has a mark of its own, which is created, then replaced', async () => {
  expect(await marks.read('verify', 'demo')).toBeUndefined();
  await marks.write('verify', 'demo', '{"v":1}');
  await marks.write('verify', 'demo', '{"v":2}');
  await marks.write('inventory', 'demo', '{"v":3}');
  expect(await marks.read('verify', 'demo')).toBe('{"v":2}');
  expect(await marks.read('inventory', 'demo')).toBe('{"v":3}');
  expect(await marks.read('verify', 'other')).toBeUndefined();
});

test('failures name the parameter, and are tried again', async () => {
  const name = highWaterParameter(BUCKET, 'verify', 'demo');
  const refused = mockClient(SSMClient);
  refused.onAnyCommand().rejects(Object.assign(new Error('secret'), { name: 'ThrottlingException' }));
  const failing = ssmHighWaterMarks(new SSMClient({}), BUCKET);
  for (const [what, call] of [
    ['read', failing.read('verify', 'demo')],
    ['written', failing.write('verify', 'demo', '{}')],
  ] as const) {
    await expect(call).rejects.toMatchObject({
      code: 'storage-failed',
      retryable: true,
      message: `The SSM parameter ${name} cannot be ${what} (ThrottlingException).`,
    });
  }
  refused.restore();
});
