import { GetObjectCommand, HeadBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Environment } from '../../local/cloudinary/environment.ts';
import { rootClientConfig } from '../../local/ministack/root-client-config.ts';
import { EVENT_TYPES } from '../../shared/domain/cloudinary/event-types.ts';
import { DeployedStack } from './stack/deployed-stack.ts';
import { assertNoDifference, deploy, destroy } from './stack/deployment.ts';
import { randomImage } from './stack/random-image.ts';
import { SdkClient } from './stack/sdk-client.ts';
import { CLOUDS, SPARE, sharedStack } from './stack/shared-stack.ts';

let stack: DeployedStack;
beforeAll(async () => {
  stack = await sharedStack();
});

function triggersTo(environment: Environment, url: string) {
  return environment.triggers.list().filter(({ uri }) => uri === url);
}

describe('a deployment', () => {
  test.each(CLOUDS)(
    'has registered the webhook of %s at Cloudinary, for every type that it wants to hear of',
    (cloud) => {
      const triggers = triggersTo(stack.cloud.cloudinary.environment(cloud), stack.output(`WebhookUrl${cloud}`));
      expect(triggers.map(({ event_type }) => event_type).toSorted()).toEqual([...EVENT_TYPES].toSorted());
      for (const trigger of triggers) {
        expect(trigger).toMatchObject({ uri_type: 'webhook', additive: true, auth_scheme: 'legacy_hmac' });
        expect(trigger).not.toHaveProperty('payload_template');
      }
    },
  );

  test('without a cloud that was in it has taken back the triggers of that cloud', () => {
    expect(stack.cloud.outputs).not.toHaveProperty(`WebhookUrl${SPARE}`);
    const api = stack.output('ApiEndpoint');
    const triggers = stack.cloud.cloudinary.environment(SPARE).triggers.list();
    expect(triggers.filter(({ uri }) => uri.startsWith(api))).toEqual([]);
  });

  test('once more changes nothing', async () => {
    const configuration = JSON.parse(stack.cloud.context.cloudinaryBackup);
    await assertNoDifference(stack.cloud.miniStack, configuration);
  });
});

describe('another stack beside it, from its first day to its last', () => {
  const CLOUD = SPARE;
  const FOREIGN = 'https://somebody.example/hook';
  let ssm: SSMClient;
  let environment: Environment;
  let configuration: { stackName: string; terminationProtection: boolean; clouds: object };
  let outputs: Readonly<Record<string, string>>;

  beforeAll(async () => {
    const { cloudinary, miniStack } = stack.cloud;
    environment = cloudinary.environment(CLOUD);
    const sdk = new SdkClient(cloudinary, CLOUD);
    await sdk.admin('POST', 'triggers', { uri: FOREIGN, event_type: 'delete' });
    cloudinary.behaviour.refusedEventTypes = ['info', 'access_control_changed'];
    ssm = new SSMClient(rootClientConfig(miniStack));
    const parameter = { Name: '/cloudinary-backup/spare', Type: 'SecureString', Overwrite: true } as const;
    await ssm.send(new PutParameterCommand({ ...parameter, Value: cloudinary.cloudinaryUrl(CLOUD) }));
    const clouds = { [CLOUD]: { apiOrigin: cloudinary.origin } };
    configuration = { stackName: 'Spare', terminationProtection: true, clouds };
    outputs = await deploy(miniStack, configuration);
  });
  afterAll(() => {
    stack.cloud.cloudinary.behaviour.refusedEventTypes = [];
    ssm.destroy();
  });

  test('makes do without the event types that the environment refuses', () => {
    const types = triggersTo(environment, outputs[`WebhookUrl${CLOUD}`] ?? '').map(({ event_type }) => event_type);
    const wanted = EVENT_TYPES.filter((type) => type !== 'info' && type !== 'access_control_changed');
    expect(types.toSorted()).toEqual([...wanted].toSorted());
  });

  test('is kept from being destroyed until its configuration allows that', async () => {
    await expect(destroy(stack.cloud.miniStack, configuration)).rejects.toThrow(/TerminationProtection/i);
    expect(triggersTo(environment, outputs[`WebhookUrl${CLOUD}`] ?? '')).not.toEqual([]);
  });

  test('deployed again, registers what somebody has removed, and leaves the others alone', async () => {
    const before = environment.triggers.list();
    const [removed] = triggersTo(environment, outputs[`WebhookUrl${CLOUD}`] ?? '');
    environment.triggers.remove(removed?.id ?? '');
    // A change of the resource has CloudFormation call the function; nothing else does.
    const { cloudinary, miniStack } = stack.cloud;
    const credentialsParameter = '/cloudinary-backup/spare-too';
    const parameter = { Name: credentialsParameter, Type: 'SecureString' } as const;
    await ssm.send(new PutParameterCommand({ ...parameter, Value: cloudinary.cloudinaryUrl(CLOUD) }));
    const clouds = { [CLOUD]: { apiOrigin: cloudinary.origin, credentialsParameter } };
    configuration = { ...configuration, clouds, terminationProtection: false };
    await deploy(miniStack, configuration);
    const namesOf = (triggers: typeof before) =>
      triggers.map(({ uri, event_type }) => `${uri} ${event_type}`).toSorted();
    expect(namesOf(environment.triggers.list())).toEqual(namesOf(before));
  });

  test('takes its triggers along when it goes, and leaves the bucket with what it holds', async () => {
    const { cloudinary, miniStack } = stack.cloud;
    const uploaded = await new SdkClient(cloudinary, CLOUD).upload(randomImage(), { public_id: 'last' });
    await cloudinary.notifications.idle();
    const spare = new DeployedStack({ ...stack.cloud, outputs });
    await spare.settled();
    spare.close();
    await destroy(miniStack, configuration);
    expect(environment.triggers.list()).toMatchObject([{ uri: FOREIGN, event_type: 'delete' }]);
    const Bucket = outputs['BucketName'] ?? '';
    await expect(stack.s3.send(new HeadBucketCommand({ Bucket }))).resolves.toBeDefined();
    const key = `pipeline/res/${CLOUD}/image/upload/last/${uploaded.version}.jpg`;
    const kept = await stack.s3.send(new GetObjectCommand({ Bucket, Key: key }));
    expect(kept.ContentLength).toBe(uploaded.bytes);
    const markers = await stack.s3.send(new ListObjectsV2Command({ Bucket, Prefix: '.wellknown/' }));
    expect(markers.Contents).toMatchObject([{ Key: `.wellknown/cloudinary/${CLOUD}` }]);
  });
});
