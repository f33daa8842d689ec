import { RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { backupBucketPolicy } from './backup-bucket-policy.ts';
import type { Configuration } from './configuration.ts';

const OWNERSHIP = {
  BucketOwnerEnforced: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  BucketOwnerPreferred: ObjectOwnership.BUCKET_OWNER_PREFERRED,
  ObjectWriter: ObjectOwnership.OBJECT_WRITER,
} as const;

/**
 * The bucket that holds the backups. Cloudinary forbids versioning, lifecycle rules and Object Lock on a bucket that its
 * own backup writes to, so that nothing but the policy guards what is stored. Bucket and policy outlive the stack: a
 * backup that `cdk destroy` removes is none.
 *
 * All public access is blocked; the grant to Cloudinary's account is none, as it names the account.
 */
export class BackupBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      bucketName: configuration.bucketName,
      // Fixed: under KMS an ETag is no MD5, and Cloudinary would need the key.
      encryption: BucketEncryption.S3_MANAGED,
      objectOwnership: OWNERSHIP[configuration.objectOwnership],
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const statements = backupBucketPolicy({
      bucketArn: this.bucket.bucketArn,
      clouds: Object.keys(configuration.clouds),
      cloudinaryGrant: configuration.cloudinaryGrant,
      operatorRoleArn: configuration.operatorRoleArn,
    });
    for (const statement of statements) this.bucket.addToResourcePolicy(statement);
    // CDK keeps the bucket only: without this line its protection would go with the stack.
    this.bucket.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }
}
