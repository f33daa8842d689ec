import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import type { handler as Handler } from '../../../functions/trigger-check/handler.ts';
import type { SimulatedCloudinary } from '../../../local/cloudinary/simulated-cloudinary.ts';
import { EVENT_TYPES } from '../../../shared/domain/cloudinary/event-types.ts';
import { useMiniStack } from '../../adapters/aws/mini-stack-clients.ts';
import { CREDENTIALS, KEY, startDemoCloudinary } from '../../adapters/cloudinary/demo-cloudinary.ts';
import { useCapturedOutput } from '../captured-output.ts';
import { lambdaContext } from '../lambda-context.ts';

const PARAMETER = `/trigger-check-${process.pid}/demo`;
const WEBHOOKS = 'https://api.example.org/webhooks';

let ssm: SSMClient;
let handler: typeof Handler;
let cloudinary: SimulatedCloudinary;
const output = useCapturedOutput();

beforeAll(async () => {
  cloudinary = await startDemoCloudinary();
  const settings = { credentialsParameter: PARAMETER, apiOrigin: cloudinary.origin };
  Object.assign(process.env, inject('awsEnvironment'), {
    CLOUDS: JSON.stringify({ demo: settings }),
    WEBHOOKS_URL: WEBHOOKS,
  });
  ssm = new SSMClient(await useMiniStack(inject('awsEnvironment')));
  const Value = `${CREDENTIALS}\nnonsense`;
  await ssm.send(new PutParameterCommand({ Name: PARAMETER, Type: 'SecureString', Value }));
  ({ handler } = await import('../../../functions/trigger-check/handler.ts'));
});
afterAll(async () => {
  ssm.destroy();
  await cloudinary.close();
});

afterEach(() => {
  expect(output.text()).not.toContain(KEY.apiSecret);
});

function triggers() {
  return cloudinary.environment('demo').triggers;
}

function check(event: object) {
  return handler(event, lambdaContext());
}

test('registers what is missing, says how much that was, and makes do with the good lines of a parameter', async () => {
  expect(await check({ cloud: 'demo', reason: 'schedule' })).toEqual({ repaired: EVENT_TYPES.length });
  expect(triggers().list()).toMatchObject(EVENT_TYPES.map(() => ({ uri: `${WEBHOOKS}/demo`, additive: true })));
  expect(output.lines()).toMatchObject([
    { level: 'INFO', message: 'triggers checked', cloud: 'demo', repaired: EVENT_TYPES.length, warnings: [] },
  ]);
  expect(await check({ cloud: 'demo' })).toEqual({ repaired: 0 });
});

test('repairs what somebody took away', async () => {
  await check({ cloud: 'demo' });
  triggers().remove(triggers().list()[0]?.id ?? '');
  expect(await check({ cloud: 'demo' })).toEqual({ repaired: 1 });
});

test.each(['other', 'constructor', undefined])(
  'leaves the cloud %s alone, which is not ours to register',
  async (cloud) => {
    expect(await check(cloud === undefined ? {} : { cloud })).toEqual({});
    expect(output.lines()).toEqual([]);
  },
);

test('fails where Cloudinary does not answer, and says so', async () => {
  cloudinary.faults.script = () => ({ kind: 'status', status: 503 });
  await expect(check({ cloud: 'demo' })).rejects.toMatchObject({ code: 'origin-failed' });
});
