import { describe, expect, test } from 'vitest';
import { ACCOUNT, BUCKET, type Json, REGION, SynthesizedStack } from './synthesized-stack.ts';
import { twoClouds } from './two-clouds.ts';

const everyone = { AWS: '*' };
const cloudinary = { AWS: 'arn:aws:iam::232482882421:root' };
const allButOperator = { StringNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/backup-operator' } };

describe('the bucket', () => {
  const bucket = twoClouds.one('BackupBucket');

  test('has what it needs, and neither versioning, nor lifecycle, nor Object Lock, nor an ACL', () => {
    // CloudFormation may not put an ACL: the policy denies it.
    expect(bucket.properties).toEqual({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
  });

  test('is the only one', () => {
    expect(twoClouds.ofType('AWS::S3::Bucket')).toHaveLength(1);
  });

  test.each(['BackupBucket', 'BackupBucketPolicy', 'MarkersMarkerdemo', 'MarkersMarkerb2x'])(
    '%s outlives the stack',
    (id) => {
      expect(twoClouds.one(id)).toMatchObject({ deletionPolicy: 'Retain', updateReplacePolicy: 'Retain' });
    },
  );

  test('takes its name and its ownership from the configuration', () => {
    const stack = new SynthesizedStack({
      clouds: { demo: {} },
      bucketName: 'media-backup',
      objectOwnership: 'BucketOwnerPreferred',
    });
    expect(stack.one('BackupBucket').properties).toMatchObject({
      BucketName: 'media-backup',
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
    });
  });
});

describe('nothing in the template turns on what Cloudinary forbids', () => {
  const settings = ['backup', 'restore', 'none'].flatMap((cloudinaryGrant) =>
    [{}, { existingBucket: 'media-backup' }].map((bucket) => ({ clouds: { demo: {} }, cloudinaryGrant, ...bucket })),
  );

  /** Everything in the template except what policies deny. */
  const allowed = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(allowed);
    if (typeof value !== 'object' || value === null) return value;
    if (value['Effect'] === 'Deny') return null;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, allowed(entry)]));
  };

  test.each(settings)('%j', (context) => {
    const text = JSON.stringify(allowed(new SynthesizedStack(context).template as Json)); // a template is JSON
    for (const forbidden of [
      'VersioningConfiguration',
      'PutBucketVersioning',
      '"LifecycleConfiguration',
      'PutLifecycleConfiguration',
      'ObjectLockEnabled',
      '"ObjectLockConfiguration',
      'PutBucketObjectLockConfiguration',
      'ReplicationConfiguration',
      'IntelligentTieringConfigurations',
    ]) {
      expect(text).not.toContain(forbidden);
    }
    expect(text).toContain('GetBucketVersioning');
  });
});

describe("the bucket's policy, statement by statement", () => {
  const deployment = `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-${REGION}`;
  const deny = (Sid: string, Action: string | string[], Resource: string | string[], Condition?: object) => ({
    Sid,
    Effect: 'Deny',
    Principal: everyone,
    Action,
    Resource,
    ...(Condition && { Condition }),
  });
  const guards = (condition: typeof allButOperator | undefined) => [
    deny('EncryptedConnectionsOnly', 's3:*', [BUCKET, `${BUCKET}/*`], { Bool: { 'aws:SecureTransport': 'false' } }),
    deny('WriteOnce', 's3:PutObject', `${BUCKET}/pipeline/*`, {
      Null: { 's3:if-none-match': 'true' },
      Bool: { 's3:ObjectCreationOperation': 'true' },
    }),
    deny(
      'NoDeletion',
      [
        ...['s3:DeleteObject', 's3:DeleteObjectVersion'],
        ...['s3:PutObjectAcl', 's3:PutObjectVersionAcl', 's3:UpdateObjectEncryption'],
      ],
      `${BUCKET}/pipeline/*`,
      condition,
    ),
    deny(
      'NoVersioningLifecycleOrObjectLock',
      ['s3:PutBucketVersioning', 's3:PutLifecycleConfiguration', 's3:PutBucketObjectLockConfiguration'],
      BUCKET,
      condition,
    ),
    // CloudFormation may send the bucket's encryption again whenever another of its settings changes.
    deny('NoOtherEncryption', 's3:PutEncryptionConfiguration', BUCKET, {
      StringNotEquals: {
        'aws:PrincipalArn': condition ? [condition.StringNotEquals['aws:PrincipalArn'], deployment] : deployment,
      },
    }),
    deny('NoBucketAcl', 's3:PutBucketAcl', BUCKET, condition),
  ];
  const grant = (Sid: string, Action: string | string[], Resource: string | string[]) => ({
    Sid,
    Effect: 'Allow',
    Principal: cloudinary,
    Action,
    Resource,
  });
  const reads = (...clouds: string[]) =>
    grant('CloudinaryReads', 's3:GetObject', [
      ...clouds.map((cloud) => `${BUCKET}/.wellknown/cloudinary/${cloud}`),
      `${BUCKET}/pipeline/*`,
    ]);

  test('protects what is stored, and lets Cloudinary keep its own backup', () => {
    expect(twoClouds.bucketStatements()).toEqual([
      ...guards(allButOperator),
      reads('demo', 'b-2_x'),
      grant('CloudinaryLists', 's3:ListBucket', BUCKET),
      grant(
        'CloudinaryKeepsItsBackup',
        ['s3:GetObject', 's3:GetObjectAcl', 's3:PutObject', 's3:PutObjectAcl', 's3:DeleteObject'],
        `${BUCKET}/res/*`,
      ),
    ]);
  });

  test('lets Cloudinary only read if the bucket is only a source for uploads', () => {
    const stack = new SynthesizedStack({ clouds: { demo: {} }, cloudinaryGrant: 'restore' });
    expect(stack.bucketStatements()).toEqual([...guards(undefined), reads('demo')]);
  });

  test('grants Cloudinary nothing if configured so, and exempts no one without an operator', () => {
    const stack = new SynthesizedStack({ clouds: { demo: {} }, cloudinaryGrant: 'none' });
    expect(stack.bucketStatements()).toEqual(guards(undefined));
  });
});
