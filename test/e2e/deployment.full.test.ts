import { afterAll, describe, expect, test } from 'vitest';
import type { Environment } from '#local/cloudinary/environment.ts';
import { EVENT_TYPES } from '#shared/domain/cloudinary/event-types.ts';
import type { DeployedStack } from './stack/deployed-stack.ts';
import { assertNoDifference, type Configuration, deploy, destroy } from './stack/deployment.ts';
import { SPARE, sharedStack } from './stack/shared-stack.ts';

const FOREIGN = 'https://somebody.example/hook';
/** In the configuration first, and taken out of it. */
const LEAVING = 'soak';
const { stack: shared, cloudinary, environment, sdk } = await sharedStack(SPARE);
await sdk.admin('POST', 'triggers', { uri: FOREIGN, event_type: 'delete' });
cloudinary.behaviour.refusedEventTypes = ['info', 'access_control_changed'];
afterAll(() => {
  cloudinary.behaviour.refusedEventTypes = [];
});

test('a deployment once more changes nothing', async () => {
  await assertNoDifference(shared, JSON.parse(shared.cloud.context.cloudinaryBackup));
});

describe('another stack beside it, from its first day to its last', async () => {
  const { origin: apiOrigin } = cloudinary;
  let configuration: Configuration = {
    stackName: 'Spare',
    terminationProtection: true,
    clouds: { [SPARE]: { apiOrigin }, [LEAVING]: { apiOrigin } },
  };
  let stack: DeployedStack = await deploy(shared, configuration);
  const triggersTo = ({ triggers }: Environment, url: string) =>
    triggers.list().filter(({ uri }) => uri.startsWith(url));
  const api = stack.output('ApiEndpoint');

  test('makes do without the event types that the environment refuses', () => {
    const types = triggersTo(environment, stack.output(`WebhookUrl${SPARE}`)).map(({ event_type }) => event_type);
    const wanted = EVENT_TYPES.filter((type) => type !== 'info' && type !== 'access_control_changed');
    expect(types.toSorted()).toEqual([...wanted].toSorted());
  });

  test('is kept from being destroyed until its configuration allows that', async () => {
    await expect(destroy(shared, configuration)).rejects.toThrow(/TerminationProtection/i);
    expect(triggersTo(environment, api)).not.toEqual([]);
  });

  test('deployed again, registers what somebody has removed, and leaves the others alone', async () => {
    const namesOf = () => environment.triggers.list().map(({ uri, event_type }) => `${uri} ${event_type}`);
    const before = namesOf();
    environment.triggers.remove(triggersTo(environment, api)[0]?.id ?? '');
    // A change of the resource has CloudFormation call the function; nothing else does.
    const credentialsParameter = '/cloudinary-backup/spare-too';
    await shared.storeParameter(credentialsParameter, cloudinary.cloudinaryUrl(SPARE));
    const clouds = { [SPARE]: { apiOrigin, credentialsParameter } };
    configuration = { ...configuration, clouds, terminationProtection: false };
    stack = await deploy(shared, configuration);
    expect(namesOf().toSorted()).toEqual(before.toSorted());
  });

  test('without a cloud that was in it has taken back the triggers of that cloud', () => {
    expect(stack.cloud.outputs).not.toHaveProperty(`WebhookUrl${LEAVING}`);
    expect(triggersTo(cloudinary.environment(LEAVING), api)).toEqual([]);
    expect(triggersTo(cloudinary.environment(LEAVING), shared.output('ApiEndpoint'))).not.toEqual([]);
  });

  test('takes its triggers along when it goes, and leaves the bucket with what it holds', async () => {
    const { version, bytes } = await sdk.uploadImage('last');
    await stack.settled();
    await destroy(shared, configuration);
    expect(environment.triggers.list()).toMatchObject([{ uri: FOREIGN, event_type: 'delete' }]);
    expect((await stack.read(`pipeline/res/${SPARE}/image/upload/last/${version}.jpg`)).bytes).toHaveLength(bytes);
    const markers = [LEAVING, SPARE].map((cloud) => `.wellknown/cloudinary/${cloud}`);
    expect(await stack.keys('.wellknown/')).toEqual(markers);
  });
});
