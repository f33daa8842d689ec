import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SimulatedCloudinary } from '#local/cloudinary/simulated-cloudinary.ts';
import { EVENT_TYPES } from '#shared/domain/cloudinary/event-types.ts';
import { CREDENTIALS, KEY, startDemoCloudinary } from '#test/adapters/cloudinary/demo-cloudinary.ts';
import { startLoopbackServer } from '#test/adapters/loopback-server.ts';
import { useCapturedOutput } from '../captured-output.ts';
import { useCloudFormation } from '../custom-resource.ts';
import { lambdaContext } from '../lambda-context.ts';
import { functionsOnMiniStack } from '../mini-stack.ts';

const RUN = `triggers-${process.pid}`;
const WEBHOOK = 'https://api.example.org/webhooks/demo';

const { storeParameter } = await functionsOnMiniStack();
const { handler } = await import('#functions/triggers/handler.ts');
let cloudinary: SimulatedCloudinary;
const output = useCapturedOutput();
const cloudFormation = useCloudFormation();
const { answers, SUCCESS } = cloudFormation;

beforeEach(async () => {
  cloudinary = await startDemoCloudinary();
  process.env['API_ORIGINS'] = JSON.stringify([cloudinary.origin]);
  await storeSecrets(CREDENTIALS);
});

afterEach(async () => {
  vi.restoreAllMocks();
  expect(output.text() + JSON.stringify(answers)).not.toContain(KEY.apiSecret);
  await cloudinary.close();
});

function storeSecrets(value: string) {
  return storeParameter(`/${RUN}/demo`, value);
}

type Type = CloudFormationCustomResourceEvent['RequestType'];

async function invoke(type: Type, properties: object = {}, id = `demo ${WEBHOOK}`) {
  const wanted = {
    Cloud: 'demo',
    WebhookUrl: WEBHOOK,
    CredentialsParameter: `/${RUN}/demo`,
    ApiOrigin: cloudinary.origin,
    ...properties,
  };
  await handler(cloudFormation.event(type, wanted, id), lambdaContext());
  return answers.at(-1);
}

function triggersOf(uri: string) {
  return cloudinary
    .cloud('demo')
    .triggers.list()
    .filter((trigger) => trigger.uri === uri);
}

test('sends no credentials to an origin that is not configured', async () => {
  const elsewhere = await startLoopbackServer();
  const requests: unknown[] = [];
  elsewhere.answer = async (request, response) => {
    requests.push(request.headers);
    response.end('{"triggers":[]}');
  };
  expect(await invoke('Create', { ApiOrigin: elsewhere.origin })).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringContaining('is not a configured apiOrigin'),
  });
  expect(requests).toEqual([]);
  elsewhere.close();
});

describe('on Create', () => {
  test('registers an additive trigger with the legacy signature for every type', async () => {
    expect(await invoke('Create')).toEqual({ ...SUCCESS, PhysicalResourceId: `demo ${WEBHOOK}` });
    expect(triggersOf(WEBHOOK).map(({ event_type }) => event_type)).toEqual(EVENT_TYPES);
    expect(triggersOf(WEBHOOK)).toMatchObject(EVENT_TYPES.map(() => ({ additive: true, auth_scheme: 'legacy_hmac' })));
    expect(output.lines()).toMatchObject([{ level: 'INFO', cloud: 'demo', registered: EVENT_TYPES, warnings: [] }]);
  });

  test('accepts the event types that the cloud accepts, and logs the rest', async () => {
    cloudinary.behaviour.refusedEventTypes = ['info'];
    cloudinary.behaviour.refusedTriggerOptions = ['auth_scheme'];
    expect(await invoke('Create')).toMatchObject(SUCCESS);
    expect(triggersOf(WEBHOOK)).toHaveLength(EVENT_TYPES.length - 1);
    expect(output.lines()).toMatchObject([
      {
        warnings: expect.arrayContaining([
          'info: refused (HTTP 400: Unsupported event type info)',
          'upload: registered with additive only (HTTP 400: Unknown parameter auth_scheme)',
        ]),
      },
    ]);
  });

  test.each<[string, () => unknown, RegExp]>([
    [
      'an indispensable type is refused',
      () => Object.assign(cloudinary.behaviour, { refusedEventTypes: ['upload'] }),
      /"triggers": "manual"/,
    ],
    [
      'Cloudinary is away',
      () => Object.assign(cloudinary.faults, { script: () => ({ kind: 'status', status: 503 }) }),
      /HTTP 503/,
    ],
    ['one line of the parameter is wrong', () => storeSecrets('cloudinary://1:a@demo\nnonsense'), /malformed: line 2/],
    ['no line of the parameter is right', () => storeSecrets('#'), /it is empty\. Put one line/],
  ])('fails when %s, and says what to do', async (_, arrange, reason) => {
    await arrange();
    expect(await invoke('Create')).toMatchObject({
      ...SUCCESS,
      Status: 'FAILED',
      Reason: expect.stringMatching(reason),
    });
  });

  test('reports a thrown value that is not an Error', async () => {
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      throw 'no network'; // as code beyond our control may
    });
    expect(await invoke('Create')).toMatchObject({ Status: 'FAILED', Reason: 'unknown error' });
    expect(await invoke('Delete')).toMatchObject(SUCCESS);
    expect(output.lines()).toMatchObject([{ level: 'WARN', reason: 'unknown error' }]);
  });
});

describe('on Update', () => {
  test('of anything but the URL, registers what is missing', async () => {
    await invoke('Create');
    const [first] = triggersOf(WEBHOOK);
    cloudinary.cloud('demo').triggers.remove(first?.id ?? '');
    expect(await invoke('Update')).toEqual({ ...SUCCESS, PhysicalResourceId: `demo ${WEBHOOK}` });
    expect(triggersOf(WEBHOOK)).toHaveLength(EVENT_TYPES.length);
  });

  test('of the URL, registers the new one as another resource; Delete removes the old one', async () => {
    await invoke('Create');
    const moved = 'https://elsewhere.example.org/webhooks/demo';
    expect(await invoke('Update', { WebhookUrl: moved })).toMatchObject({ PhysicalResourceId: `demo ${moved}` });
    expect([triggersOf(WEBHOOK).length, triggersOf(moved).length]).toEqual([EVENT_TYPES.length, EVENT_TYPES.length]);
    expect(await invoke('Delete')).toMatchObject({ ...SUCCESS, PhysicalResourceId: `demo ${WEBHOOK}` });
    expect([triggersOf(WEBHOOK).length, triggersOf(moved).length]).toEqual([0, EVENT_TYPES.length]);
  });
});

describe('on Delete', () => {
  test("removes the webhook's triggers, and no others", async () => {
    await invoke('Create', { WebhookUrl: 'https://theirs.example.org/' });
    await invoke('Create');
    expect(await invoke('Delete')).toEqual({ ...SUCCESS, PhysicalResourceId: `demo ${WEBHOOK}` });
    expect(triggersOf(WEBHOOK)).toEqual([]);
    expect(triggersOf('https://theirs.example.org/')).toHaveLength(EVENT_TYPES.length);
  });

  test.each<[string, () => unknown, object]>([
    ['Cloudinary is away', () => cloudinary.close(), {}],
    ['the account is gone', () => Object.assign(cloudinary.behaviour, { triggersUnauthorised: true }), {}],
    ['the parameter is gone', () => {}, { CredentialsParameter: `/${RUN}/missing` }],
    ['the creation had failed', () => {}, {}],
  ])('never fails, though %s', async (_, arrange, properties) => {
    await arrange();
    expect(await invoke('Delete', properties, 'id of a failed creation')).toEqual({
      ...SUCCESS,
      PhysicalResourceId: 'id of a failed creation',
    });
  });

  test('logs what it had to leave at Cloudinary', async () => {
    cloudinary.behaviour.triggersUnauthorised = true;
    await invoke('Delete');
    expect(output.lines()).toMatchObject([
      { level: 'WARN', message: 'triggers could not be removed at Cloudinary', url: WEBHOOK },
    ]);
  });
});
