import { CustomResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { bucketPolicy } from '#shared/domain/bucket/bucket-policy.ts';
import { NodeFunction } from '../node-function.ts';
import { allow } from '../permissions.ts';
import { type BucketInspectionProps, inspectionEnvironment, inspectionPermission } from './bucket-inspection.ts';

/**
 * Adopts an existing bucket: a function checks it, and applies the settings and the policy that CloudFormation applies to
 * a bucket that it creates. A policy resource of CloudFormation would replace existing statements, and delete the whole
 * policy with the stack. Nothing is undone when the stack is deleted.
 */
export class BucketAdoption extends Construct {
  constructor(scope: Construct, id: string, { bucket, settings, logRetentionDays }: BucketInspectionProps) {
    super(scope, id);
    const fn = new NodeFunction(this, 'Function', {
      description: 'Checks the existing bucket and applies its policy and settings, on deployment',
      folder: 'adoption',
      // It ends before CloudFormation gives up, so that the operator sees the reason for a failure.
      timeoutSeconds: 110,
      memorySize: 256,
      environment: inspectionEnvironment(bucket, settings),
      permissions: [
        inspectionPermission(bucket),
        allow(
          'GuardBucket',
          [
            's3:PutBucketPolicy',
            's3:PutEncryptionConfiguration',
            's3:PutBucketPublicAccessBlock',
            's3:PutBucketOwnershipControls',
          ],
          [bucket.bucketArn],
        ),
      ],
      logRetentionDays,
    });
    new CustomResource(this, 'Adoption', {
      resourceType: 'Custom::AdoptedBucket',
      serviceToken: fn.functionArn,
      serviceTimeout: Duration.seconds(120),
      properties: {
        Bucket: bucket.bucketName,
        // The function computes it itself: if the policy changes, CloudFormation calls the function.
        Policy: bucketPolicy(settings),
        ObjectOwnership: settings.objectOwnership,
      },
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
