import { describe, expect, test } from 'vitest';
import { SynthesizedStack } from './synthesized-stack.ts';
import { TWO_CLOUDS, twoClouds } from './two-clouds.ts';

describe('outputs', () => {
  test('say what to enter at Cloudinary, where things are, and what to do next', () => {
    const { ManualSetupbZ2d2Z5fx: _, BucketSettings: __, ...outputs } = twoClouds.outputs;
    expect(outputs).toEqual({
      BucketName: 'BackupBucket',
      ApiEndpoint: 'NotificationsApi.ApiEndpoint',
      WebhookUrldemo: 'NotificationsApi.ApiEndpoint/webhooks/demo',
      WebhookUrlbZ2d2Z5fx: 'NotificationsApi.ApiEndpoint/webhooks/b-2_x',
      QuotaReserve: '0.2',
      LiveQueueUrl: 'url of JobsLiveQueue',
      LiveDeadLetterQueueUrl: 'url of JobsLiveDeadLetterQueue',
      BulkQueueUrl: 'url of JobsBulkQueue',
      BulkDeadLetterQueueUrl: 'url of JobsBulkDeadLetterQueue',
      LargeQueueUrl: 'url of JobsLargeQueue',
      LargeDeadLetterQueueUrl: 'url of JobsLargeDeadLetterQueue',
      SetAsideQueueUrl: 'url of JobsSetAside',
      WebhookFunctionName: 'NotificationsWebhook',
      WorkerFunctionName: 'RevisionsWorker',
      LargeWorkerFunctionName: 'RevisionsLargeWorker',
      BucketCheckFunctionName: 'BucketCheckFunction',
      InventoryStateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:CloudinaryBackup-Inventory',
      InventoryFunctionName: 'InventoryFunction',
      VerifyStateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:CloudinaryBackup-Verify',
      VerifyFunctionName: 'VerifyFunction',
      AccessLogGroupName: 'NotificationsAccessLog',
      AlarmTopicArn: 'arn:aws:sns:eu-west-1:111122223333:AlarmsTopic',
      DashboardUrl:
        'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/CloudinaryBackup',
      nextStep: './cloudinary-backup bucket check && ./cloudinary-backup backup',
    });
  });

  test('end with the next step as cdk sorts them; its commands fit the stack and the configuration', () => {
    const inventory = { initialRun: true };
    const { outputs } = new SynthesizedStack({
      clouds: { zoo: {} },
      stackName: 'Media',
      inventory,
      readerPolicy: true,
    });
    expect(Object.keys(outputs).filter((name) => name > 'nextStep')).toEqual([]);
    expect(outputs['nextStep']).toBe(
      './cloudinary-backup bucket check --stack Media && ./cloudinary-backup status --stack Media',
    );
  });

  test('give the steps for manual triggers, and only for these', () => {
    const steps = twoClouds.outputs['ManualSetupbZ2d2Z5fx'];
    expect(steps).toContain('NotificationsApi.ApiEndpoint/webhooks/b-2_x');
    expect(steps).toContain('additive');
    expect(twoClouds.outputs).not.toHaveProperty('ManualSetupdemo');
  });

  test('give commands the settings that the bucket must have', () => {
    expect(JSON.parse(twoClouds.outputs['BucketSettings'] ?? '')).toEqual({
      bucketArn: 'arn:aws:s3:::BackupBucket',
      cloudinaryGrant: 'backup',
      objectOwnership: 'BucketOwnerEnforced',
      operatorRoleArn: 'arn:aws:iam::111122223333:role/backup-operator',
      deploymentRoleArn: 'arn:aws:iam::111122223333:role/cdk-hnb659fds-cfn-exec-role-111122223333-eu-west-1',
    });
  });

  test("give them within CloudFormation's 1,024 bytes, with the longest ARN that a role can have", () => {
    const operatorRoleArn = `arn:aws:iam::111122223333:role/${'p'.repeat(510)}/${'r'.repeat(64)}`;
    const { outputs } = new SynthesizedStack({ clouds: { demo: {} }, operatorRoleArn, bucketName: 'b'.repeat(63) });
    expect(outputs['BucketSettings']?.length).toBeLessThan(1000);
  });

  test("fit into CloudFormation's 1,024 bytes", () => {
    const stack = new SynthesizedStack({ clouds: { ['x'.repeat(100)]: { triggers: 'manual' } } });
    for (const value of Object.values(stack.outputs)) expect(value.length).toBeLessThan(900);
  });
});

describe('the stack', () => {
  test('is protected against deletion, and named as configured', () => {
    expect(twoClouds.stack.terminationProtection).toBe(true);
    expect(twoClouds.stack.stackName).toBe('CloudinaryBackup');
    const { stack } = new SynthesizedStack({ clouds: { demo: {} }, stackName: 'Media', terminationProtection: false });
    expect(stack.terminationProtection).toBe(false);
    expect(stack.stackName).toBe('Media');
  });

  test('distinguishes clouds whose names differ only in - and _', () => {
    const stack = new SynthesizedStack({ clouds: { 'a-b': {}, a_b: {}, ab: {} } });
    expect(stack.ofType('Custom::CloudinaryMarker')).toHaveLength(3);
    expect(stack.ofType('Custom::CloudinaryTriggers')).toHaveLength(3);
    expect(Object.keys(stack.outputs).filter((name) => name.startsWith('WebhookUrl'))).toHaveLength(3);
  });

  test('is the same however often it is synthesized', () => {
    expect(new SynthesizedStack(TWO_CLOUDS).template).toEqual(new SynthesizedStack(TWO_CLOUDS).template);
  });

  test('has logical ids that do not depend on other clouds', () => {
    const ids = (clouds: object) => Object.keys(Object(new SynthesizedStack({ clouds }).template['Resources']));
    expect(ids({ a: {}, demo: {}, z: {} })).toEqual(expect.arrayContaining(ids({ demo: {} })));
  });

  test('matches its snapshot', () => {
    expect(
      twoClouds.resources.map(({ id, type, properties, dependsOn, deletionPolicy }) => ({
        id,
        type,
        ...(deletionPolicy && { deletionPolicy }),
        ...(dependsOn.length > 0 && { dependsOn }),
        // The name of the uploaded code changes with every change to it.
        properties: { ...properties, ...('Code' in properties && { Code: '…' }) },
      })),
    ).toMatchSnapshot();
  });
});
