import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { REPORTS_PREFIX } from '../../shared/domain/bucket/bucket-layout.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { JobQueues } from '../job-queues.ts';
import { NodeFunction } from '../node-function.ts';
import { runEnvironment } from './run-environment.ts';
import { runPermissions } from './run-permissions.ts';
import { RunSchedules } from './run-schedules.ts';
import { RunStateMachine } from './run-state-machine.ts';

export interface VerifyRunsProps {
  readonly configuration: Configuration;
  readonly bucket: IBucket;
  readonly queues: JobQueues;
}

/** Holds what is in the bucket against what journal and inventory say is there. Needs nothing of Cloudinary. */
export class VerifyRuns extends Construct {
  readonly stepFunction: NodeFunction;
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, { configuration, bucket, queues }: VerifyRunsProps) {
    super(scope, id);
    const { verify, inventory, logRetentionDays } = configuration;
    const clouds = Object.keys(configuration.clouds);
    this.stepFunction = new NodeFunction(this, 'Function', {
      description: 'Verifies what is in the bucket, step by step',
      folder: 'verify',
      timeoutSeconds: verify.timeoutSeconds,
      // A shard of 100,000 assets with their revisions, in memory.
      memorySize: 1024,
      environment: { ...runEnvironment(configuration, bucket, queues), CLOUDS: JSON.stringify(clouds) },
      permissions: runPermissions(this, { name: 'Verify', clouds, bucket, queues, written: [REPORTS_PREFIX] }),
      logRetentionDays,
    });
    const { machine } = new RunStateMachine(this, 'Runs', {
      name: 'Verify',
      description: 'Holds the objects of a cloud against what the journal says is there',
      stepFunction: this.stepFunction,
    });
    this.machine = machine;
    const { schedule, timezone = inventory.timezone, readData } = verify;
    new RunSchedules(this, 'Schedules', {
      machine,
      description: 'Verification',
      schedule,
      timezone,
      clouds,
      ...(readData !== undefined && { input: { readData } }),
    });
  }
}
