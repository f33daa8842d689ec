import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { BackupBucket } from './backup-bucket.ts';
import { BucketMarkers } from './bucket-markers.ts';
import type { Configuration } from './configuration.ts';
import { JobQueues } from './job-queues.ts';
import { NotificationApi } from './notification-api.ts';
import { RevisionWorker } from './revision-worker.ts';
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
    const backup = new BackupBucket(this, 'Backup', configuration);
    const { bucket } = backup;
    new BucketMarkers(this, 'Markers', { ...configuration, bucket });
    const queues = new JobQueues(this, 'Jobs', configuration);
    const api = new NotificationApi(this, 'Notifications', { ...configuration, queues });
    const worker = new RevisionWorker(this, 'Revisions', { configuration, bucket, queues });
    // Nothing is written before the policy that guards it stands.
    worker.node.addDependency(backup);
    new TriggerRegistration(this, 'Triggers', { ...configuration, api });
    addStackOutputs(this, { clouds: configuration.clouds, backup, queues, api, worker });
  }
}
