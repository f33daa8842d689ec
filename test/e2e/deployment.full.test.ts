import { afterAll, describe, expect, test } from 'vitest';
import type { ObservedCloud } from '#local/cloudinary/observed-cloud.ts';
import { EVENT_TYPES } from '#shared/domain/cloudinary/event-types.ts';
import type { DeployedStack } from './stack/deployed-stack.ts';
import { assertNoDifference, type Configuration, deploy, destroy } from './stack/deployment.ts';
import { SPARE, sharedStack } from './stack/shared-stack.ts';

const FOREIGN = 'https://other.example/hook';
/** In the configuration at first, and removed from it later. */
const LEAVING = 'soak';
const { stack: shared, cloudinary, simulated, sdk } = await sharedStack(SPARE);
await sdk.admin('POST', 'triggers', { uri: FOREIGN, event_type: 'delete' });
cloudinary.behaviour.refusedEventTypes = ['info', 'access_control_changed'];
afterAll(() => {
  cloudinary.behaviour.refusedEventTypes = [];
});

test('another deployment changes nothing', async () => {
  await assertNoDifference(shared, JSON.parse(shared.cloud.context.cloudinaryBackup));
});

describe('a second stack, from its first day to its last', async () => {
  const { origin: apiOrigin } = cloudinary;
  let configuration: Configuration = {
    stackName: 'Spare',
    terminationProtection: true,
    clouds: { [SPARE]: { apiOrigin }, [LEAVING]: { apiOrigin } },
  };
  let stack: DeployedStack = await deploy(shared, configuration);
  const triggersTo = ({ triggers }: ObservedCloud, url: string) =>
    triggers.list().filter(({ uri }) => uri.startsWith(url));
  const api = stack.output('ApiEndpoint');

  test('works without the event types that the cloud refuses', () => {
    const types = triggersTo(simulated, stack.output(`WebhookUrl${SPARE}`)).map(({ event_type }) => event_type);
    const wanted = EVENT_TYPES.filter((type) => type !== 'info' && type !== 'access_control_changed');
    expect(types.toSorted()).toEqual([...wanted].toSorted());
  });

  test('cannot be destroyed until its configuration allows it', async () => {
    await expect(destroy(shared, configuration)).rejects.toThrow(/TerminationProtection/i);
    expect(triggersTo(simulated, api)).not.toEqual([]);
  });

  test('registers removed triggers again when it is deployed again, and leaves the others alone', async () => {
    const namesOf = () => simulated.triggers.list().map(({ uri, event_type }) => `${uri} ${event_type}`);
    const before = namesOf();
    simulated.triggers.remove(triggersTo(simulated, api)[0]?.id ?? '');
    // CloudFormation calls the function only when the resource changes.
    const credentialsParameter = '/cloudinary-backup/spare-too';
    await shared.storeParameter(credentialsParameter, cloudinary.cloudinaryUrl(SPARE));
    const clouds = { [SPARE]: { apiOrigin, credentialsParameter } };
    configuration = { ...configuration, clouds, terminationProtection: false };
    stack = await deploy(shared, configuration);
    expect(namesOf().toSorted()).toEqual(before.toSorted());
  });

  test('has removed the triggers of a cloud that left its configuration', () => {
    expect(stack.cloud.outputs).not.toHaveProperty(`WebhookUrl${LEAVING}`);
    expect(triggersTo(cloudinary.cloud(LEAVING), api)).toEqual([]);
    expect(triggersTo(cloudinary.cloud(LEAVING), shared.output('ApiEndpoint'))).not.toEqual([]);
  });

  test('removes its triggers when it is destroyed, and leaves the bucket with all its objects', async () => {
    const { version, bytes } = await sdk.uploadImage('last');
    await stack.idle();
    await destroy(shared, configuration);
    expect(simulated.triggers.list()).toMatchObject([{ uri: FOREIGN, event_type: 'delete' }]);
    expect((await stack.read(`pipeline/res/${SPARE}/image/upload/last/${version}.jpg`)).bytes).toHaveLength(bytes);
    const markers = [LEAVING, SPARE].map((cloud) => `.wellknown/cloudinary/${cloud}`);
    expect(await stack.keys('.wellknown/')).toEqual(markers);
  });
});
