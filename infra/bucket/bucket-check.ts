import { Aws, Duration, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { markerKey } from '#shared/domain/bucket/bucket-layout.ts';
import { NodeFunction } from '../node-function.ts';
import { allow } from '../permissions.ts';
import { type BucketInspectionProps, inspectionEnvironment, inspectionPermission } from './bucket-inspection.ts';

/** Checks every hour whether the bucket is still as the deployment made it. It can change nothing. */
export class BucketCheck extends Construct {
  readonly checkFunction: IFunction;

  constructor(scope: Construct, id: string, { bucket, settings, logRetentionDays }: BucketInspectionProps) {
    super(scope, id);
    this.checkFunction = new NodeFunction(this, 'Function', {
      description: 'Checks every hour whether the bucket meets its conditions',
      folder: 'bucket-check',
      timeoutSeconds: 60,
      memorySize: 256,
      environment: { ...inspectionEnvironment(bucket, settings), STACK_NAME: Stack.of(this).stackName },
      permissions: [
        inspectionPermission(bucket),
        allow(
          'SeeMarkers',
          ['s3:GetObject'],
          settings.clouds.map((cloud) => bucket.arnForObjects(markerKey(cloud))),
        ),
      ],
      logRetentionDays,
    });
    new Schedule(this, 'Schedule', {
      description: 'Checks the backup bucket',
      schedule: ScheduleExpression.rate(Duration.hours(1)),
      target: new LambdaInvoke(this.checkFunction, {
        role: new Role(this, 'ScheduleRole', {
          // Only for this account: the service also works for others.
          assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
            conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
          }),
        }),
        input: ScheduleTargetInput.fromObject({}),
        // If a check cannot be started, the next one follows within the hour.
        maxEventAge: Duration.hours(1),
        retryAttempts: 3,
      }),
    });
  }
}
