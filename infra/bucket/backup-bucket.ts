import { DefaultStackSynthesizer, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { bucketPolicy } from '#shared/domain/bucket/bucket-policy.ts';
import type { BucketSettings } from '#shared/domain/bucket/bucket-settings.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { BucketAdoption } from './bucket-adoption.ts';

const OWNERSHIP = {
  BucketOwnerEnforced: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  BucketOwnerPreferred: ObjectOwnership.BUCKET_OWNER_PREFERRED,
  ObjectWriter: ObjectOwnership.OBJECT_WRITER,
} as const;

/**
 * The role that CloudFormation assumes to create and change the resources of a stack; `undefined` if CDK's bootstrap does
 * not provide it.
 *
 * Source: https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
 */
function deploymentRoleArn({ synthesizer }: Stack): string | undefined {
  if (!(synthesizer instanceof DefaultStackSynthesizer)) return undefined;
  // Its placeholders are for `Fn::Sub`; nothing would resolve them within a policy.
  return synthesizer.cloudFormationExecutionRoleArn.replaceAll(/\$\{(AWS::\w+)\}/g, (_, name: string) => Fn.ref(name));
}

function settingsOf(bucket: IBucket, configuration: Configuration, stack: Stack): BucketSettings {
  return {
    bucketArn: bucket.bucketArn,
    clouds: Object.keys(configuration.clouds),
    cloudinaryGrant: configuration.cloudinaryGrant,
    objectOwnership: configuration.objectOwnership,
    operatorRoleArn: configuration.operatorRoleArn,
    deploymentRoleArn: deploymentRoleArn(stack),
  };
}

/**
 * The bucket that holds the backups: one of the stack's own, or one that exists. Cloudinary forbids versioning, lifecycle
 * rules and Object Lock on a bucket that its own backup writes to, so only the policy guards what is stored. Bucket and
 * policy outlive the stack: a backup that `cdk destroy` removes is no backup.
 *
 * All public access is blocked. The grant to Cloudinary's account is not public, because it names the account.
 */
export class BackupBucket extends Construct {
  readonly bucket: IBucket;
  /** The policy and settings that the bucket must have. */
  readonly settings: BucketSettings;

  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(scope, id);
    const { existingBucket, logRetentionDays } = configuration;
    if (existingBucket === undefined) {
      const bucket = this.#create(configuration);
      this.settings = settingsOf(bucket, configuration, Stack.of(this));
      for (const statement of bucketPolicy(this.settings)) {
        bucket.addToResourcePolicy(PolicyStatement.fromJson(statement));
      }
      // CDK keeps only the bucket: without this line, its policy would be deleted with the stack.
      bucket.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN);
      this.bucket = bucket;
    } else {
      this.bucket = Bucket.fromBucketName(this, 'Existing', existingBucket);
      this.settings = { ...settingsOf(this.bucket, configuration, Stack.of(this)), adopted: true };
      new BucketAdoption(this, 'Adoption', { bucket: this.bucket, settings: this.settings, logRetentionDays });
    }
  }

  #create({ bucketName, objectOwnership }: Configuration): Bucket {
    return new Bucket(this, 'Bucket', {
      bucketName,
      // Not configurable: under KMS an ETag is not an MD5, and Cloudinary would need the key.
      encryption: BucketEncryption.S3_MANAGED,
      objectOwnership: OWNERSHIP[objectOwnership],
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
