import { describe, expect, test } from 'vitest';
import { EVENT_TYPES } from '#shared/domain/cloudinary/event-types.ts';
import { arn, SynthesizedStack } from './synthesized-stack.ts';
import { twoClouds } from './two-clouds.ts';

function functionArn(id: string) {
  return arn('lambda', `function:${id}`);
}

describe('markers', () => {
  test('there is one for each cloud', () => {
    expect(twoClouds.ofType('Custom::CloudinaryMarker').map(({ properties }) => properties)).toEqual(
      ['demo', 'b-2_x'].map((cloud) => ({
        ServiceToken: functionArn('MarkersFunction'),
        ServiceTimeout: '120',
        Bucket: 'BackupBucket',
        Key: `.wellknown/cloudinary/${cloud}`,
      })),
    );
  });
});

describe('first runs', () => {
  const stack = new SynthesizedStack({ clouds: { demo: {}, 'b-2_x': {} }, inventory: { initialRun: true } });

  test('there is one for each cloud, made after everything that it needs', () => {
    expect(stack.ofType('Custom::FirstRun').map(({ properties }) => properties)).toEqual(
      ['demo', 'b-2_x'].map((Cloud) => ({
        ServiceToken: functionArn('InventoryFirstRunFunction'),
        ServiceTimeout: '60',
        Cloud,
      })),
    );
    for (const { dependsOn } of stack.ofType('Custom::FirstRun')) {
      expect(dependsOn).toEqual(
        expect.arrayContaining([
          'BackupBucketPolicy',
          'MarkersMarkerdemo',
          'RevisionsBulkJobs',
          'TriggersTriggersdemo',
        ]),
      );
    }
  });

  test('may start inventory runs, and nothing else', () => {
    expect(stack.statementsOf('InventoryFirstRunFunction').slice(1)).toEqual([
      {
        Sid: 'StartRun',
        Effect: 'Allow',
        Action: 'states:StartExecution',
        Resource: arn('states', 'stateMachine:CloudinaryBackup-Inventory'),
      },
    ]);
  });

  test('there are none by default', () => {
    expect(twoClouds.ofType('Custom::FirstRun')).toEqual([]);
    expect(twoClouds.resources.filter(({ id }) => id.includes('FirstRun'))).toEqual([]);
  });
});

describe('trigger registrations', () => {
  test('there is one for each cloud whose triggers are automatic', () => {
    expect(twoClouds.ofType('Custom::CloudinaryTriggers').map(({ properties }) => properties)).toEqual([
      {
        ServiceToken: functionArn('TriggersFunction'),
        ServiceTimeout: '120',
        Cloud: 'demo',
        WebhookUrl: 'NotificationsApi.ApiEndpoint/webhooks/demo',
        CredentialsParameter: '/cloudinary-backup/demo',
        ApiOrigin: 'https://api.cloudinary.com',
        EventTypes: EVENT_TYPES,
      },
    ]);
  });

  test('are made after the API, and removed before it', () => {
    expect(twoClouds.one('TriggersTriggersdemo').dependsOn).toEqual(
      expect.arrayContaining([
        'NotificationsApi',
        'NotificationsApiPOSTwebhookscloud',
        'NotificationsApiPOSTwebhookscloudWebhookIntegration',
        'NotificationsApiPOSTwebhookscloudWebhookIntegrationPermission',
        'NotificationsStage',
        'NotificationsWebhook',
        'NotificationsWebhookRoleDefaultPolicy',
      ]),
    );
  });

  test('may read the credentials of their cloud while they exist, also when the cloud leaves the stack', () => {
    expect(twoClouds.one('TriggersTriggersdemo').dependsOn).toEqual(
      expect.arrayContaining([expect.stringMatching(/^TriggersCredentialsdemo/)]),
    );
  });

  test('are removed with the stack, so that Cloudinary does not call an API that is gone', () => {
    expect(twoClouds.one('TriggersTriggersdemo')).toMatchObject({ deletionPolicy: 'Delete' });
  });

  test('need no function if all triggers are manual', () => {
    const stack = new SynthesizedStack({ clouds: { demo: { triggers: 'manual' } } });
    expect(stack.ofType('Custom::CloudinaryTriggers')).toEqual([]);
    expect(stack.resources.filter(({ id }) => id.startsWith('Triggers'))).toEqual([]);
  });
});
