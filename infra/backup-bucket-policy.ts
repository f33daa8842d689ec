import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { PIPELINE_PREFIX } from '../shared/domain/bucket-layout.ts';
import { type CloudinaryGrantProps, cloudinaryGrant } from './cloudinary-grant.ts';

export interface BackupBucketPolicyProps extends CloudinaryGrantProps {
  /** The one role that may delete; without it nobody may, and whoever must changes this policy first. */
  readonly operatorRoleArn?: string;
}

const deny = (sid: string, actions: string[], resources: string[], conditions: Record<string, unknown>) =>
  new PolicyStatement({ sid, effect: Effect.DENY, principals: [new AnyPrincipal()], actions, resources, conditions });

/**
 * The policy of the bucket, complete: encrypted connections, write-once, no deletion, Cloudinary's grant. It is what
 * makes a backup last, whatever the pipeline's code or a leaked key tries; what remains is the right to change it.
 *
 * Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policy-s3-object-encryption.html
 */
export const backupBucketPolicy = (props: BackupBucketPolicyProps): PolicyStatement[] => {
  const { bucketArn, operatorRoleArn } = props;
  const pipeline = [`${bucketArn}/${PIPELINE_PREFIX}*`];
  // Equality, not a pattern: `*` in a role's name must not widen it. A request without the key is denied as well.
  const allButOperator: Record<string, unknown> =
    operatorRoleArn === undefined ? {} : { StringNotEquals: { 'aws:PrincipalArn': operatorRoleArn } };
  return [
    deny('EncryptedConnectionsOnly', ['s3:*'], [bucketArn, `${bucketArn}/*`], {
      Bool: { 'aws:SecureTransport': 'false' },
    }),
    // Creating a multipart upload and its parts makes no object and cannot carry the header; completing it does.
    deny('WriteOnce', ['s3:PutObject'], pipeline, {
      Null: { 's3:if-none-match': 'true' },
      Bool: { 's3:ObjectCreationOperation': 'true' },
    }),
    deny(
      'NoDeletion',
      // Re-encrypting with a KMS key and destroying that key is a deletion; so is an ACL that locks us out.
      ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:PutObjectAcl', 's3:UpdateObjectEncryption'],
      pipeline,
      allButOperator,
    ),
    // Each of the three breaks Cloudinary's own backup, and a lifecycle rule deletes.
    deny(
      'NoVersioningLifecycleOrObjectLock',
      ['s3:PutBucketVersioning', 's3:PutLifecycleConfiguration', 's3:PutBucketObjectLockConfiguration'],
      [bucketArn],
      allButOperator,
    ),
    ...cloudinaryGrant(props),
  ];
};
