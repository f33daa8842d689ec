import { PIPELINE_PREFIX } from './bucket-layout.ts';
import type { BucketSettings } from './bucket-settings.ts';
import { cloudinaryGrant } from './cloudinary-grant.ts';
import type { PolicyStatement } from './policy-statement.ts';

/**
 * Every Sid that this project uses or has ever used. They identify its own statements in a policy that others may have
 * added to. Never remove one: its statement would then count as foreign, and stay in the policy.
 */
export const OWN_SIDS = [
  'EncryptedConnectionsOnly',
  'WriteOnce',
  'NoDeletion',
  'NoVersioningLifecycleOrObjectLock',
  'NoOtherEncryption',
  'NoBucketAcl',
  'CloudinaryReads',
  'CloudinaryLists',
  'CloudinaryKeepsItsBackup',
] as const;

/** A statement of ours. */
export type OwnStatement = PolicyStatement & { readonly Sid: (typeof OWN_SIDS)[number] };

type Condition = NonNullable<PolicyStatement['Condition']>;

function deny(
  Sid: OwnStatement['Sid'],
  Action: readonly string[],
  Resource: readonly string[],
  condition: Condition | undefined,
): OwnStatement {
  return {
    Sid,
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action,
    Resource,
    ...(condition !== undefined && { Condition: condition }),
  };
}

/** Equality, not a pattern, so that `*` in a role's name does not widen it. Requests without the key are denied too. */
function allBut(...roles: readonly (string | undefined)[]): Condition | undefined {
  const [role, ...others] = roles.filter((arn) => arn !== undefined);
  if (role === undefined) return undefined;
  return { StringNotEquals: { 'aws:PrincipalArn': others.length === 0 ? role : [role, ...others] } };
}

/**
 * The complete policy of the bucket: encrypted connections, write-once, no deletion, Cloudinary's grant. It makes the
 * backup last, whatever the pipeline's code or a leaked key tries. Only the right to change the policy remains.
 *
 * Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policy-s3-object-encryption.html
 */
export function bucketPolicy(settings: Omit<BucketSettings, 'objectOwnership' | 'adopted'>): readonly OwnStatement[] {
  const { bucketArn, operatorRoleArn, deploymentRoleArn } = settings;
  const pipeline = [`${bucketArn}/${PIPELINE_PREFIX}*`];
  return [
    deny('EncryptedConnectionsOnly', ['s3:*'], [bucketArn, `${bucketArn}/*`], {
      Bool: { 'aws:SecureTransport': 'false' },
    }),
    // Starting a multipart upload and uploading its parts makes no object and cannot carry the header; completing it
    // does.
    deny('WriteOnce', ['s3:PutObject'], pipeline, {
      Null: { 's3:if-none-match': 'true' },
      Bool: { 's3:ObjectCreationOperation': 'true' },
    }),
    deny(
      'NoDeletion',
      // Re-encrypting with a KMS key and destroying that key amounts to a deletion; so does an ACL that locks us out.
      [
        's3:DeleteObject',
        's3:DeleteObjectVersion',
        's3:PutObjectAcl',
        's3:PutObjectVersionAcl',
        's3:UpdateObjectEncryption',
      ],
      pipeline,
      allBut(operatorRoleArn),
    ),
    // Each of the three breaks Cloudinary's own backup, and a lifecycle rule deletes.
    deny(
      'NoVersioningLifecycleOrObjectLock',
      ['s3:PutBucketVersioning', 's3:PutLifecycleConfiguration', 's3:PutBucketObjectLockConfiguration'],
      [bucketArn],
      allBut(operatorRoleArn),
    ),
    // If a KMS key became the default, destroying that key would destroy every later object. CloudFormation is exempt:
    // AWS does not publish whether it sends this setting again when it changes another one of the bucket. The hourly
    // check covers ownership and public access, because AWS Organizations may set them on every bucket by itself.
    deny(
      'NoOtherEncryption',
      ['s3:PutEncryptionConfiguration'],
      [bucketArn],
      allBut(operatorRoleArn, deploymentRoleArn),
    ),
    // An ACL can give the bucket away. CloudFormation needs no exemption: the template names no ACL.
    deny('NoBucketAcl', ['s3:PutBucketAcl'], [bucketArn], allBut(operatorRoleArn)),
    ...cloudinaryGrant(settings),
  ];
}
