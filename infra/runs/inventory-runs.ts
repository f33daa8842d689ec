import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import {
  INVENTORY_PREFIX,
  JOURNAL_PREFIX,
  REPORTS_PREFIX,
  REVISIONS_PREFIX,
} from '#shared/domain/bucket/bucket-layout.ts';
import type { NodeFunction } from '../node-function.ts';
import type { NotificationApi } from '../notification-api.ts';
import { allow, credentialsAccess } from '../permissions.ts';
import { workerClouds } from '../worker-clouds.ts';
import { FirstRun } from './first-run.ts';
import { type RunsProps, runFunction } from './run-function.ts';
import { RunSchedules } from './run-schedules.ts';
import { type RunCheck, RunStateMachine } from './run-state-machine.ts';
import { automaticClouds, triggerCheck } from './trigger-check.ts';

export interface InventoryRunsProps extends RunsProps {
  readonly api: NotificationApi;
  /** The function that checks whether the bucket meets its conditions. */
  readonly bucketCheck: IFunction;
  /** Where completeness reports are mailed. */
  readonly topic: ITopic;
}

/** Compares the library of each cloud with the bucket, and queues whatever is missing. */
export class InventoryRuns extends Construct {
  readonly stepFunction: NodeFunction;
  readonly machine: StateMachine;
  /** The function that checks triggers; absent if the stack registers none. */
  readonly triggerCheck: IFunction | undefined;

  constructor(scope: Construct, id: string, props: InventoryRunsProps) {
    super(scope, id);
    const { configuration, bucketCheck, api } = props;
    const { clouds, inventory, logRetentionDays } = configuration;
    this.stepFunction = this.#function(props);
    const isAutomatic = Object.keys(automaticClouds(clouds)).length > 0;
    this.triggerCheck = isAutomatic ? triggerCheck(this, 'TriggerCheck', { clouds, logRetentionDays, api }) : undefined;
    const checks: readonly RunCheck[] = [
      { name: 'CheckBucket', key: 'bucket', fn: bucketCheck },
      ...(this.triggerCheck === undefined ? [] : [{ name: 'CheckTriggers', key: 'triggers', fn: this.triggerCheck }]),
    ];
    const description = 'Compares the library of a cloud with the bucket, and queues whatever is missing';
    const { machine } = new RunStateMachine(this, 'Runs', {
      name: 'Inventory',
      description,
      stepFunction: this.stepFunction,
      checks,
    });
    this.machine = machine;
    const { schedule, timezone, initialRun } = inventory;
    const names = Object.keys(clouds);
    new RunSchedules(this, 'Schedules', { machine, description: 'Inventory run', schedule, timezone, clouds: names });
    if (initialRun) new FirstRun(this, 'FirstRun', { clouds, logRetentionDays, machine });
  }

  #function({ configuration, bucket, queues, topic }: InventoryRunsProps): NodeFunction {
    const { clouds, inventory, quotaReserve } = configuration;
    return runFunction(this, {
      configuration,
      bucket,
      queues,
      name: 'Inventory',
      description: 'Carries out the steps of inventory runs',
      folder: 'inventory',
      timeoutSeconds: inventory.timeoutSeconds,
      written: [JOURNAL_PREFIX, INVENTORY_PREFIX, REPORTS_PREFIX],
      environment: {
        CLOUDS: workerClouds(clouds),
        QUOTA_RESERVE: String(quotaReserve),
        ALARM_TOPIC_ARN: topic.topicArn,
        REPORT_MAIL: inventory.report,
      },
      permissions: [
        // Lifecycle rules, which would do this, are forbidden on the bucket.
        allow('SeeUploads', ['s3:ListBucketMultipartUploads'], [bucket.bucketArn]),
        allow(
          'AbortStaleUploads',
          ['s3:AbortMultipartUpload'],
          Object.keys(clouds).map((cloud) => bucket.arnForObjects(`${REVISIONS_PREFIX}${cloud}/*`)),
        ),
        credentialsAccess(this, clouds),
        allow('MailReport', ['sns:Publish'], [topic.topicArn]),
      ],
    });
  }
}
