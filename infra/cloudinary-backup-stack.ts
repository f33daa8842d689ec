import { Stack } from 'aws-cdk-lib';
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
import { addStackOutputs } from './stack-outputs.ts';
import { TriggerRegistration } from './trigger-registration.ts';

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
    addStackOutputs(this, {
      clouds: configuration.clouds,
      backup,
      queues,
      api,
      worker,
      topic,
      dashboard,
      check,
      readers,
      inventory,
      verify,
    });
  }
}
