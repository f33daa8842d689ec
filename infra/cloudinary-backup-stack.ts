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
    `In Cloudinary's console, select ${cloud} and open Settings > Webhook Notifications > Add Notification URL (this deployment has removed the triggers that an earlier one registered).`,
    `URL: ${url}.`,
    'Notification types: all (upload, delete and rename are indispensable).',
    'No payload template, no filter, legacy signature.',
    'If the form offers "additive", choose it: without it, uploads with a notification_url of their own are missed.',
  ].join(' ');
}

function nextStep(stackName: string, { inventory }: Configuration): string {
  const stack = stackName === 'CloudinaryBackup' ? '' : ` --stack ${stackName}`;
  return ['bucket check', inventory.initialRun ? 'status' : 'backup']
    .map((command) => `./cloudinary-backup ${command}${stack}`)
    .join(' && ');
}

/** Continuous backup of one or more Cloudinary clouds into one bucket. */
export class CloudinaryBackupStack extends Stack {
  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(scope, id, {
      description: 'Exact, verified, write-once backups of Cloudinary libraries',
      stackName: configuration.stackName,
      terminationProtection: configuration.terminationProtection,
    });
    const alarms = new Alarms(this, 'Alarms', configuration);
    const { topic } = alarms;
    const backup = new BackupBucket(this, 'Backup', configuration);
    const { bucket } = backup;
    const markers = new BucketMarkers(this, 'Markers', { ...configuration, bucket });
    // If the existing bucket is refused, nothing is written to it.
    if (configuration.existingBucket !== undefined) markers.node.addDependency(backup);
    const queues = new JobQueues(this, 'Jobs', configuration);
    const api = new NotificationApi(this, 'Notifications', { ...configuration, queues });
    const worker = new RevisionWorker(this, 'Revisions', { configuration, bucket, queues });
    // Nothing is written before the policy that guards it is in place.
    worker.node.addDependency(backup);
    const check = new BucketCheck(this, 'BucketCheck', { ...configuration, bucket, settings: backup.settings });
    // Its schedule starts at once: it must not report what the deployment has yet to create.
    check.node.addDependency(backup, markers);
    const readers = configuration.readerPolicy ? new ReaderPolicy(this, 'ReaderPolicy', bucket) : undefined;
    const triggers = new TriggerRegistration(this, 'Triggers', { ...configuration, api });
    const { checkFunction: bucketCheck } = check;
    const inventory = new InventoryRuns(this, 'Inventory', { configuration, bucket, queues, api, bucketCheck, topic });
    const verify = new VerifyRuns(this, 'Verify', { configuration, bucket, queues });
    // A run that the deployment starts must find everything in place.
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

    // What a deployment prints: what to enter at Cloudinary, where things are, and what to do next.
    const add = (name: string, value: string, description: string) => new CfnOutput(this, name, { value, description });
    add('BucketName', bucket.bucketName, 'The bucket that holds the backups');
    // Without the clouds, which may not fit into one output (1,024 bytes): the addresses below name them.
    const { clouds: _, ...bucketSettings } = backup.settings;
    add(
      'BucketSettings',
      JSON.stringify(bucketSettings),
      'The policy and settings that the bucket must have, for ./cloudinary-backup bucket',
    );
    add(
      'QuotaReserve',
      String(configuration.quotaReserve),
      "The share of the Admin API's quota that is left to others",
    );
    add('ApiEndpoint', api.endpoint, 'The API that receives notifications');
    for (const [cloud, { triggers }] of Object.entries(configuration.clouds)) {
      const url = api.webhookUrl(cloud);
      add(outputName('WebhookUrl', cloud), url, `Where Cloudinary posts the notifications of ${cloud}`);
      if (triggers === 'manual') {
        add(outputName('ManualSetup', cloud), manualSteps(cloud, url), `What to enter at Cloudinary for ${cloud}`);
      }
    }
    for (const [name, { queue, deadLetterQueue }] of queues.named) {
      add(`${name}QueueUrl`, queue.queueUrl, `The ${name.toLowerCase()} queue`);
      add(
        `${name}DeadLetterQueueUrl`,
        deadLetterQueue.queueUrl,
        `The dead-letter queue of the ${name.toLowerCase()} queue`,
      );
    }
    add(
      'SetAsideQueueUrl',
      queues.setAside.queueUrl,
      'The queue of signed bodies that the webhook does not understand',
    );
    add('WebhookFunctionName', api.webhookFunction.functionName, 'The function that verifies and queues notifications');
    add('WorkerFunctionName', worker.workerFunction.functionName, 'The function that copies revisions');
    add('LargeWorkerFunctionName', worker.largeWorkerFunction.functionName, 'The function that copies large revisions');
    add('AccessLogGroupName', api.accessLog.logGroupName, 'The log group of requests to the webhook API');
    add('AlarmTopicArn', topic.topicArn, 'The topic that alarms go to: subscribe a chat or a pager');
    add('DashboardUrl', dashboard.url, 'The dashboard: health, lag, what is copied, what failed');
    add('BucketCheckFunctionName', bucketCheck.functionName, 'The function that checks the bucket every hour');
    add('InventoryStateMachineArn', inventory.machine.stateMachineArn, 'The state machine of inventory runs');
    add(
      'InventoryFunctionName',
      inventory.stepFunction.functionName,
      'The function that carries out the steps of inventory runs',
    );
    add('VerifyStateMachineArn', verify.machine.stateMachineArn, 'The state machine of verify runs');
    add(
      'VerifyFunctionName',
      verify.stepFunction.functionName,
      'The function that carries out the steps of verify runs',
    );
    if (readers !== undefined) {
      add('ReaderPolicyArn', readers.managedPolicyArn, 'The policy for readers of the revisions in the bucket');
    }
    // cdk prints outputs sorted by their names, capitals first: this one is the last.
    add('nextStep', nextStep(this.stackName, configuration), 'What to do after the first deployment');
  }
}

/**
 * The name of a cloud as part of an output's name, which takes letters and digits only. Injective: `-`, `_` and the
 * escape letter `Z` itself become `Z` and two hex digits, so that `a-b` and `a_b` do not end as one.
 */
export function outputName(prefix: string, cloud: string): string {
  return prefix + cloud.replaceAll(/[^A-Ya-z0-9]/g, (letter) => `Z${letter.charCodeAt(0).toString(16)}`);
}
