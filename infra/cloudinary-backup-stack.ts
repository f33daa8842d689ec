import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Alarms } from './alarms/alarms.ts';
import { BackupBucket } from './bucket/backup-bucket.ts';
import { BucketCheck } from './bucket/bucket-check.ts';
import { BucketMarkers } from './bucket/bucket-markers.ts';
import { ReaderPolicy } from './bucket/reader-policy.ts';
import type { Configuration } from './configuration/configuration.ts';
import { BackupDashboard } from './dashboard/dashboard.ts';
import { RunsDashboard } from './dashboard/runs-dashboard.ts';
import { JobQueues } from './job-queues.ts';
import { NotificationApi } from './notification-api.ts';
import { RevisionWorker } from './revision-worker.ts';
import { InventoryRuns } from './runs/inventory-runs.ts';
import { VerifyRuns } from './runs/verify-runs.ts';
import { TriggerRegistration } from './trigger-registration.ts';

function manualSteps(cloud: string, url: string): string {
  return [
    `After this deployment (it has removed the triggers that an earlier one registered), in Cloudinary's console, product environment ${cloud}: Settings > Webhook Notifications > Add Notification URL.`,
    `URL: ${url}.`,
    'Notification types: all (upload, delete and rename are indispensable).',
    'No payload template, no filter, legacy signature.',
    'Where it is offered, make it additive: else uploads with a notification_url of their own are missed.',
  ].join(' ');
}

/** Continuous backup of one or more Cloudinary product environments into one bucket. */
export class CloudinaryBackupStack extends Stack {
  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(scope, id, {
      description: 'Exact, verified, write-once backups of Cloudinary product environments',
      stackName: configuration.stackName,
      terminationProtection: configuration.terminationProtection,
    });
    const alarms = new Alarms(this, 'Alarms', configuration);
    const { topic } = alarms;
    const backup = new BackupBucket(this, 'Backup', configuration);
    const { bucket } = backup;
    const markers = new BucketMarkers(this, 'Markers', { ...configuration, bucket });
    // A bucket that is refused is left as it is.
    if (configuration.existingBucket !== undefined) markers.node.addDependency(backup);
    const queues = new JobQueues(this, 'Jobs', configuration);
    const api = new NotificationApi(this, 'Notifications', { ...configuration, queues });
    const worker = new RevisionWorker(this, 'Revisions', { configuration, bucket, queues });
    // Nothing is written before the policy that guards it stands.
    worker.node.addDependency(backup);
    const check = new BucketCheck(this, 'BucketCheck', { ...configuration, bucket, settings: backup.settings });
    // A schedule begins at once: nothing is to be found wrong that is only not there yet.
    check.node.addDependency(backup, markers);
    const readers = configuration.readerPolicy ? new ReaderPolicy(this, 'ReaderPolicy', bucket) : undefined;
    const triggers = new TriggerRegistration(this, 'Triggers', { ...configuration, api });
    const { checkFunction: bucketCheck } = check;
    const inventory = new InventoryRuns(this, 'Inventory', { configuration, bucket, queues, api, bucketCheck, topic });
    const verify = new VerifyRuns(this, 'Verify', { configuration, bucket, queues });
    // A run that a deployment starts is to find everything in its place.
    inventory.node.addDependency(backup, markers, worker, triggers);
    verify.node.addDependency(backup, worker);
    const watched = { configuration, settings: configuration, queues, api, worker, bucketCheck };
    const machines = { inventory: inventory.machine, verify: verify.machine };
    const watching = alarms.watch({ ...watched, machines });
    const runs = new RunsDashboard(this, 'RunsDashboard', {
      clouds: Object.keys(configuration.clouds),
      machines,
      functions: { inventory: inventory.stepFunction, verify: verify.stepFunction },
    });
    const dashboard = new BackupDashboard(this, 'Dashboard', { ...watched, alarms: watching, bucket, runs: runs.url });

    // What a deployment prints: what to enter at Cloudinary, and where things are.
    const add = (name: string, value: string, description: string) => new CfnOutput(this, name, { value, description });
    add('BucketName', bucket.bucketName, 'The bucket that holds the backups');
    // Without the clouds, for which one output could be too short (1,024 bytes): the addresses below name them.
    const { clouds: _, ...bucketSettings } = backup.settings;
    add('BucketSettings', JSON.stringify(bucketSettings), 'What the bucket is held to, for npm run cli -- bucket');
    add('ApiEndpoint', api.endpoint, 'The API that receives notifications');
    for (const [cloud, { triggers }] of Object.entries(configuration.clouds)) {
      const url = api.webhookUrl(cloud);
      add(outputName('WebhookUrl', cloud), url, `Where Cloudinary posts the notifications of ${cloud}`);
      if (triggers === 'manual') {
        add(outputName('ManualSetup', cloud), manualSteps(cloud, url), `What is left to do at Cloudinary for ${cloud}`);
      }
    }
    for (const [name, { queue, deadLetterQueue }] of queues.named) {
      add(`${name}QueueUrl`, queue.queueUrl, `The ${name.toLowerCase()} queue`);
      add(`${name}DeadLetterQueueUrl`, deadLetterQueue.queueUrl, `What the ${name.toLowerCase()} queue gave up on`);
    }
    add('WebhookFunctionName', api.webhookFunction.functionName, 'The function that verifies and queues notifications');
    add('WorkerFunctionName', worker.workerFunction.functionName, 'The function that copies revisions');
    add('LargeWorkerFunctionName', worker.largeWorkerFunction.functionName, 'The function that copies large revisions');
    add('AccessLogGroupName', api.accessLog.logGroupName, 'The log of requests to the API');
    add('AlarmTopicArn', topic.topicArn, 'Where alarms go: subscribe whoever is to hear of them');
    add('DashboardUrl', dashboard.url, 'The dashboard: health, lag, what is protected, what failed');
    add('BucketCheckFunctionName', bucketCheck.functionName, 'The function that checks the bucket every hour');
    add('InventoryStateMachineArn', inventory.machine.stateMachineArn, 'The state machine of inventory runs');
    add('InventoryFunctionName', inventory.stepFunction.functionName, 'The function that takes inventories');
    add('VerifyStateMachineArn', verify.machine.stateMachineArn, 'The state machine of verify runs');
    add('VerifyFunctionName', verify.stepFunction.functionName, 'The function that verifies what is in the bucket');
    if (readers !== undefined) {
      add('ReaderPolicyArn', readers.managedPolicyArn, 'The policy for those who read revisions from the bucket');
    }
  }
}

/**
 * The name of a cloud as part of an output's name, which takes letters and digits only. Injective: `-`, `_` and the
 * escape letter `Z` itself become `Z` and two hex digits, so that `a-b` and `a_b` do not end as one.
 */
export function outputName(prefix: string, cloud: string): string {
  return prefix + cloud.replaceAll(/[^A-Ya-z0-9]/g, (letter) => `Z${letter.charCodeAt(0).toString(16)}`);
}
