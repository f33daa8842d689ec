import { CustomResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { bucketPolicy } from '#shared/domain/bucket/bucket-policy.ts';
import { NodeFunction } from '../node-function.ts';
import { allow } from '../permissions.ts';
import { type BucketInspectionProps, inspectionEnvironment, inspectionPermission } from './bucket-inspection.ts';

/**
 * Takes over a bucket that exists: a function checks it, and puts the settings and the policy that CloudFormation puts on
 * a bucket of its own. A policy resource of CloudFormation would replace statements that are there already, and delete
 * the whole policy with the stack. Nothing is undone when the stack goes.
 */
export class BucketAdoption extends Construct {
  constructor(scope: Construct, id: string, { bucket, settings, logRetentionDays }: BucketInspectionProps) {
    super(scope, id);
    const fn = new NodeFunction(this, 'Function', {
      description: 'Checks and guards the existing bucket, on deployment',
      folder: 'adoption',
      // Ends before CloudFormation gives up, so that the reason for a failure still reaches whoever deploys.
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
        // Not read by the function, which computes it: a policy that has changed makes CloudFormation call it.
        Policy: bucketPolicy(settings),
        ObjectOwnership: settings.objectOwnership,
      },
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
