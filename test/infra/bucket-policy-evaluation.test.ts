import { describe, expect, test } from 'vitest';
import { administrator, evaluateRequest, functionRole, type Principal, type Verdict } from './evaluate-request.ts';
import { ACCOUNT, BUCKET, REGION, SynthesizedStack } from './synthesized-stack.ts';
import { TWO_CLOUDS, twoClouds } from './two-clouds.ts';

type Row = readonly [who: Principal, action: string, key: string, verdict: Verdict, context?: Record<string, string>];

const worker = functionRole(twoClouds, 'RevisionsWorker');
const admin = administrator(ACCOUNT, 'admin');
const operator = administrator(ACCOUNT, 'backup-operator');
const deployment = administrator(ACCOUNT, `cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-${REGION}`);
const impostor = administrator('999999999999', 'backup-operator');
const cloudinary = administrator('232482882421', 'uploader');
const stranger = administrator('999999999999', 'admin');

const REVISION = '/pipeline/res/demo/image/upload/a/1700000000.jpg';
const JOURNAL = '/pipeline/journal/demo/2026/11/21/09/01.ndjson';
const NATIVE = '/res/demo/image/upload/a/1700000000.jpg';
const MARKER = '/.wellknown/cloudinary/demo';

/** PUT and Complete: both create an object, and both may carry the header. */
const CREATES = { 's3:ObjectCreationOperation': 'true' };
const CREATES_ONCE = { ...CREATES, 's3:if-none-match': '*' };
const OVERWRITES = { ...CREATES, 's3:if-match': '"0123456789abcdef0123456789abcdef"' };
/** CreateMultipartUpload and UploadPart: they make no object yet. */
const PREPARES = { 's3:ObjectCreationOperation': 'false' };
const PLAIN_HTTP = { 'aws:SecureTransport': 'false' };

function holds(stack: SynthesizedStack, rows: readonly Row[]) {
  const title = ([who, action, key, verdict, context]: Row) =>
    `${who.roleArn} ${action} ${key || 'the bucket'} ${JSON.stringify(context ?? {})}: ${verdict}`;
  test.each(rows.map((row) => [title(row), row] as const))(
    '%s',
    async (_, [principal, action, key, verdict, context]) => {
      const request = { principal, action: `s3:${action}`, resource: `${BUCKET}${key}`, context: context ?? {} };
      expect(await evaluateRequest(stack, request)).toBe(verdict);
    },
  );
}

describe('writing once', () => {
  holds(twoClouds, [
    [worker, 'PutObject', REVISION, 'Allowed', CREATES_ONCE],
    [worker, 'PutObject', JOURNAL, 'Allowed', CREATES_ONCE],
    [worker, 'PutObject', REVISION, 'Allowed', PREPARES],
    [worker, 'PutObject', REVISION, 'ExplicitlyDenied', CREATES],
    [worker, 'PutObject', JOURNAL, 'ExplicitlyDenied', CREATES],
    [worker, 'PutObject', REVISION, 'ExplicitlyDenied', OVERWRITES],
    [admin, 'PutObject', REVISION, 'ExplicitlyDenied', CREATES],
    [admin, 'PutObject', '/pipeline/reports/demo/x.json', 'ExplicitlyDenied', CREATES],
    [admin, 'PutObject', REVISION, 'Allowed', CREATES_ONCE],
    // Not even the operator: an overwrite leaves no trace, while what was deleted is seen to be missing.
    [operator, 'PutObject', REVISION, 'ExplicitlyDenied', CREATES],
    [operator, 'PutObject', REVISION, 'Allowed', CREATES_ONCE],
    // Outside pipeline/ the rule does not hold: markers are put anew, and Cloudinary's own backup knows no header.
    [admin, 'PutObject', MARKER, 'Allowed', CREATES],
    [admin, 'PutObject', NATIVE, 'Allowed', CREATES],
  ]);
});

describe('deleting', () => {
  holds(twoClouds, [
    [admin, 'DeleteObject', REVISION, 'ExplicitlyDenied'],
    [admin, 'DeleteObjectVersion', REVISION, 'ExplicitlyDenied'],
    [admin, 'PutObjectAcl', REVISION, 'ExplicitlyDenied'],
    [admin, 'PutObjectVersionAcl', REVISION, 'ExplicitlyDenied'],
    [admin, 'UpdateObjectEncryption', REVISION, 'ExplicitlyDenied'],
    [admin, 'DeleteObject', JOURNAL, 'ExplicitlyDenied'],
    [worker, 'DeleteObject', REVISION, 'ExplicitlyDenied'],
    [operator, 'DeleteObject', REVISION, 'Allowed'],
    [operator, 'PutObjectAcl', REVISION, 'Allowed'],
    [operator, 'PutObjectVersionAcl', REVISION, 'Allowed'],
    [impostor, 'DeleteObject', REVISION, 'ExplicitlyDenied'],
    [administrator(ACCOUNT, 'backup-operator-2'), 'DeleteObject', REVISION, 'ExplicitlyDenied'],
    [admin, 'DeleteObject', NATIVE, 'Allowed'],
    [worker, 'AbortMultipartUpload', REVISION, 'Allowed'],
  ]);
});

describe('what would delete or break native backup in the end', () => {
  holds(twoClouds, [
    [admin, 'PutLifecycleConfiguration', '', 'ExplicitlyDenied'],
    [admin, 'PutBucketVersioning', '', 'ExplicitlyDenied'],
    [admin, 'PutBucketObjectLockConfiguration', '', 'ExplicitlyDenied'],
    [operator, 'PutLifecycleConfiguration', '', 'Allowed'],
    [operator, 'PutBucketVersioning', '', 'Allowed'],
    [admin, 'PutEncryptionConfiguration', '', 'ExplicitlyDenied'],
    [worker, 'PutEncryptionConfiguration', '', 'ExplicitlyDenied'],
    [operator, 'PutEncryptionConfiguration', '', 'Allowed'],
    [admin, 'PutBucketAcl', '', 'ExplicitlyDenied'],
    [worker, 'PutBucketAcl', '', 'ExplicitlyDenied'],
    [deployment, 'PutBucketAcl', '', 'ExplicitlyDenied'],
    [operator, 'PutBucketAcl', '', 'Allowed'],
    [admin, 'GetBucketAcl', '', 'Allowed'],
    // What a deployment does, which is to configure the bucket, must not fail on the policy that it has put.
    [deployment, 'PutEncryptionConfiguration', '', 'Allowed'],
    [deployment, 'PutBucketPublicAccessBlock', '', 'Allowed'],
    [deployment, 'PutBucketOwnershipControls', '', 'Allowed'],
    [deployment, 'PutBucketTagging', '', 'Allowed'],
    [deployment, 'PutBucketPolicy', '', 'Allowed'],
    [deployment, 'PutBucketVersioning', '', 'ExplicitlyDenied'],
    [deployment, 'DeleteObject', REVISION, 'ExplicitlyDenied'],
    [
      administrator(ACCOUNT, `cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-us-east-1`),
      'PutEncryptionConfiguration',
      '',
      'ExplicitlyDenied',
    ],
    [admin, 'GetLifecycleConfiguration', '', 'Allowed'],
    [admin, 'GetBucketVersioning', '', 'Allowed'],
    // What remains: whoever may change the policy.
    [admin, 'PutBucketPolicy', '', 'Allowed'],
  ]);
});

describe('without an operator', () => {
  holds(new SynthesizedStack(), [
    [operator, 'DeleteObject', REVISION, 'ExplicitlyDenied'],
    [admin, 'DeleteObject', REVISION, 'ExplicitlyDenied'],
    [admin, 'PutLifecycleConfiguration', '', 'ExplicitlyDenied'],
    [operator, 'PutEncryptionConfiguration', '', 'ExplicitlyDenied'],
    [deployment, 'PutEncryptionConfiguration', '', 'Allowed'],
  ]);
});

describe('unencrypted connections', () => {
  holds(twoClouds, [
    [operator, 'GetObject', REVISION, 'ExplicitlyDenied', PLAIN_HTTP],
    [worker, 'PutObject', REVISION, 'ExplicitlyDenied', { ...CREATES_ONCE, ...PLAIN_HTTP }],
    [admin, 'ListBucket', '', 'ExplicitlyDenied', PLAIN_HTTP],
    [cloudinary, 'PutObject', NATIVE, 'ExplicitlyDenied', { ...CREATES, ...PLAIN_HTTP }],
  ]);
});

describe("Cloudinary's account, with its own backup", () => {
  holds(twoClouds, [
    [cloudinary, 'ListBucket', '', 'Allowed'],
    [cloudinary, 'ListBucket', '', 'Allowed', { 's3:prefix': 'pipeline/' }],
    [cloudinary, 'GetObject', MARKER, 'Allowed'],
    [cloudinary, 'GetObject', '/.wellknown/cloudinary/somebody-else', 'ImplicitlyDenied'],
    [cloudinary, 'GetObject', REVISION, 'Allowed'],
    [cloudinary, 'GetObject', NATIVE, 'Allowed'],
    [cloudinary, 'GetObjectAcl', NATIVE, 'Allowed'],
    [cloudinary, 'PutObject', NATIVE, 'Allowed', CREATES],
    [cloudinary, 'PutObjectAcl', NATIVE, 'Allowed'],
    [cloudinary, 'DeleteObject', NATIVE, 'Allowed'],
    [cloudinary, 'PutObject', REVISION, 'ImplicitlyDenied', CREATES_ONCE],
    [cloudinary, 'PutObject', REVISION, 'ExplicitlyDenied', CREATES],
    [cloudinary, 'DeleteObject', REVISION, 'ExplicitlyDenied'],
    [cloudinary, 'PutObjectAcl', REVISION, 'ExplicitlyDenied'],
    [cloudinary, 'PutObject', MARKER, 'ImplicitlyDenied', CREATES],
    [cloudinary, 'DeleteObject', MARKER, 'ImplicitlyDenied'],
    [cloudinary, 'PutBucketPolicy', '', 'ImplicitlyDenied'],
    [cloudinary, 'PutBucketVersioning', '', 'ExplicitlyDenied'],
    [cloudinary, 'PutBucketAcl', '', 'ExplicitlyDenied'],
  ]);
});

const WITHOUT_NATIVE_BACKUP = { ...TWO_CLOUDS, clouds: { ...TWO_CLOUDS.clouds, demo: {} } };

describe("Cloudinary's account, as a source of uploads only", () => {
  holds(new SynthesizedStack({ ...WITHOUT_NATIVE_BACKUP, cloudinaryGrant: 'restore' }), [
    [cloudinary, 'GetObject', MARKER, 'Allowed'],
    [cloudinary, 'GetObject', REVISION, 'Allowed'],
    [cloudinary, 'ListBucket', '', 'ImplicitlyDenied'],
    [cloudinary, 'GetObject', NATIVE, 'ImplicitlyDenied'],
    [cloudinary, 'PutObject', NATIVE, 'ImplicitlyDenied', CREATES],
    [cloudinary, 'DeleteObject', NATIVE, 'ImplicitlyDenied'],
    [cloudinary, 'PutObject', REVISION, 'ImplicitlyDenied', CREATES_ONCE],
  ]);
});

describe("Cloudinary's account, shut out", () => {
  holds(new SynthesizedStack({ ...WITHOUT_NATIVE_BACKUP, cloudinaryGrant: 'none' }), [
    [cloudinary, 'GetObject', MARKER, 'ImplicitlyDenied'],
    [cloudinary, 'GetObject', REVISION, 'ImplicitlyDenied'],
    [cloudinary, 'ListBucket', '', 'ImplicitlyDenied'],
    [cloudinary, 'PutObject', NATIVE, 'ImplicitlyDenied', CREATES],
  ]);
});

describe('any other account', () => {
  holds(twoClouds, [
    [stranger, 'GetObject', REVISION, 'ImplicitlyDenied'],
    [stranger, 'ListBucket', '', 'ImplicitlyDenied'],
    [stranger, 'PutObject', REVISION, 'ImplicitlyDenied', CREATES_ONCE],
    [stranger, 'DeleteObject', NATIVE, 'ImplicitlyDenied'],
  ]);
});
