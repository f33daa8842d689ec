import { afterAll, afterEach, expect, test } from 'vitest';
import { EVENT_TYPES } from '#shared/domain/cloudinary/event-types.ts';
import { CREDENTIALS, KEY, startDemoCloudinary } from '#test/adapters/cloudinary/demo-cloudinary.ts';
import { useCapturedOutput } from '../captured-output.ts';
import { lambdaContext } from '../lambda-context.ts';
import { functionsOnMiniStack } from '../mini-stack.ts';

const PARAMETER = `/trigger-check-${process.pid}/demo`;
const WEBHOOKS = 'https://api.example.org/webhooks';

const output = useCapturedOutput();
const { storeParameter } = await functionsOnMiniStack();
const cloudinary = await startDemoCloudinary();
afterAll(() => cloudinary.close());
await storeParameter(PARAMETER, `${CREDENTIALS}\nnonsense`);
Object.assign(process.env, {
  CLOUDS: JSON.stringify({ demo: { credentialsParameter: PARAMETER, apiOrigin: cloudinary.origin } }),
  WEBHOOKS_URL: WEBHOOKS,
});
const { handler } = await import('#functions/trigger-check/handler.ts');

afterEach(() => {
  expect(output.text()).not.toContain(KEY.apiSecret);
});

function triggers() {
  return cloudinary.cloud('demo').triggers;
}

function check(event: object) {
  return handler(event, lambdaContext());
}

test('registers what is missing or was altered, returns how many, and uses the valid lines of a parameter', async () => {
  expect(await check({ cloud: 'demo', reason: 'schedule' })).toEqual({ repaired: EVENT_TYPES.length });
  expect(triggers().list()).toMatchObject(EVENT_TYPES.map(() => ({ uri: `${WEBHOOKS}/demo`, additive: true })));
  expect(output.lines()).toMatchObject([
    {
      level: 'INFO',
      message: 'triggers at Cloudinary checked',
      cloud: 'demo',
      repaired: EVENT_TYPES.length,
      warnings: [],
    },
  ]);
  triggers().remove(triggers().list()[0]?.id ?? '');
  expect(await check({ cloud: 'demo' })).toEqual({ repaired: 1 });
});

test.each(['other', 'constructor', undefined])(
  'leaves the cloud %s alone, whose triggers the stack does not register',
  async (cloud) => {
    expect(await check(cloud === undefined ? {} : { cloud })).toEqual({});
    expect(output.lines()).toEqual([]);
  },
);

test('fails if Cloudinary does not answer, and says so', async () => {
  cloudinary.faults.script = () => ({ kind: 'status', status: 503 });
  await expect(check({ cloud: 'demo' })).rejects.toMatchObject({ code: 'cloudinary-failed' });
});
