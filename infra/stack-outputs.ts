import { CfnOutput } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { BackupBucket } from './bucket/backup-bucket.ts';
import type { BucketCheck } from './bucket/bucket-check.ts';
import type { ReaderPolicy } from './bucket/reader-policy.ts';
import type { CloudConfigurations } from './configuration/cloud-settings.ts';
import type { BackupDashboard } from './dashboard/dashboard.ts';
import type { JobQueues } from './job-queues.ts';
import type { NotificationApi } from './notification-api.ts';
import type { RevisionWorker } from './revision-worker.ts';
import type { InventoryRuns } from './runs/inventory-runs.ts';
import type { VerifyRuns } from './runs/verify-runs.ts';

export interface StackOutputsProps {
  readonly clouds: CloudConfigurations;
  readonly backup: BackupBucket;
  readonly queues: JobQueues;
  readonly api: NotificationApi;
  readonly worker: RevisionWorker;
  readonly check: BucketCheck;
  readonly readers: ReaderPolicy | undefined;
  readonly topic: ITopic;
  readonly dashboard: BackupDashboard;
  readonly inventory: InventoryRuns;
  readonly verify: VerifyRuns;
}

function manualSteps(cloud: string, url: string): string {
  return [
    `After this deployment (it has removed the triggers that an earlier one registered), in Cloudinary's console, product environment ${cloud}: Settings > Webhook Notifications > Add Notification URL.`,
    `URL: ${url}.`,
    'Notification types: all (upload, delete and rename are indispensable).',
    'No payload template, no filter, legacy signature.',
    'Where it is offered, make it additive: else uploads with a notification_url of their own are missed.',
  ].join(' ');
}

/** What a deployment prints: what to enter at Cloudinary, and where things are. */
export function addStackOutputs(scope: Construct, props: StackOutputsProps): void {
  const { clouds, backup, queues, api, worker, topic, dashboard, check, readers, inventory, verify } = props;
  const add = (name: string, value: string, description: string) => new CfnOutput(scope, name, { value, description });

  add('BucketName', backup.bucket.bucketName, 'The bucket that holds the backups');
  // Without the clouds, for which one output could be too short (1,024 bytes): the addresses below name them.
  const { clouds: _, ...bucketSettings } = backup.settings;
  add('BucketSettings', JSON.stringify(bucketSettings), 'What the bucket is held to, for npm run cli -- bucket');
  add('ApiEndpoint', api.endpoint, 'The API that receives notifications');
  for (const [cloud, { triggers }] of Object.entries(clouds)) {
    const url = api.webhookUrl(cloud);
    add(outputName('WebhookUrl', cloud), url, `Where Cloudinary posts the notifications of ${cloud}`);
    if (triggers === 'manual') {
      add(outputName('ManualSetup', cloud), manualSteps(cloud, url), `What is left to do at Cloudinary for ${cloud}`);
    }
  }
  for (const [name, { queue, deadLetterQueue }] of [
    ['Live', queues.live],
    ['Bulk', queues.bulk],
    ['Large', queues.large],
  ] as const) {
    add(`${name}QueueUrl`, queue.queueUrl, `The ${name.toLowerCase()} queue`);
    add(`${name}DeadLetterQueueUrl`, deadLetterQueue.queueUrl, `What the ${name.toLowerCase()} queue gave up on`);
  }
  add('WebhookFunctionName', api.webhookFunction.functionName, 'The function that verifies and queues notifications');
  add('WorkerFunctionName', worker.workerFunction.functionName, 'The function that copies revisions');
  add('LargeWorkerFunctionName', worker.largeWorkerFunction.functionName, 'The function that copies large revisions');
  add('AccessLogGroupName', api.accessLog.logGroupName, 'The log of requests to the API');
  add('AlarmTopicArn', topic.topicArn, 'Where alarms go: subscribe whoever is to hear of them');
  add('DashboardUrl', dashboard.url, 'The dashboard: health, lag, what is protected, what failed');
  add('BucketCheckFunctionName', check.checkFunction.functionName, 'The function that checks the bucket every hour');
  add('InventoryStateMachineArn', inventory.machine.stateMachineArn, 'The state machine of inventory runs');
  add('InventoryFunctionName', inventory.stepFunction.functionName, 'The function that takes inventories');
  add('VerifyStateMachineArn', verify.machine.stateMachineArn, 'The state machine of verify runs');
  add('VerifyFunctionName', verify.stepFunction.functionName, 'The function that verifies what is in the bucket');
  if (readers !== undefined) {
    add('ReaderPolicyArn', readers.managedPolicyArn, 'The policy for those who read revisions from the bucket');
  }
}

/**
 * The name of a cloud as part of an output's name, which takes letters and digits only. Injective: `-`, `_` and the
 * escape letter `Z` itself become `Z` and two hex digits, so that `a-b` and `a_b` do not end as one.
 */
export function outputName(prefix: string, cloud: string): string {
  return prefix + cloud.replaceAll(/[^A-Ya-z0-9]/g, (letter) => `Z${letter.charCodeAt(0).toString(16)}`);
}
