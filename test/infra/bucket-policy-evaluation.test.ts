import { describe, expect, test } from 'vitest';
import { administrator, evaluateRequest, functionRole, type Principal, type Verdict } from './evaluate-request.ts';
import { ACCOUNT, BUCKET, REGION, SynthesizedStack } from './synthesized-stack.ts';
import { TWO_CLOUDS, twoClouds } from './two-clouds.ts';

const worker = functionRole(twoClouds, 'RevisionsWorker');
const admin = administrator(ACCOUNT, 'admin');
const operator = administrator(ACCOUNT, 'backup-operator');
const deployment = administrator(ACCOUNT, `cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-${REGION}`);
const impostor = administrator('999999999999', 'backup-operator');
const cloudinary = administrator('232482882421', 'uploader');
const stranger = administrator('999999999999', 'admin');

const KEYS: Readonly<Record<string, string>> = {
  REVISION: '/pipeline/res/demo/image/upload/a/1700000000.jpg',
  JOURNAL: '/pipeline/journal/demo/2026/11/21/09/01.ndjson',
  REPORT: '/pipeline/reports/demo/x.json',
  NATIVE: '/res/demo/image/upload/a/1700000000.jpg',
  MARKER: '/.wellknown/cloudinary/demo',
  OTHER_MARKER: '/.wellknown/cloudinary/someone-else',
};

/** The condition keys that a request carries. */
const WAYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  /** PUT and Complete: both create an object, and both may carry the header. */
  creating: { 's3:ObjectCreationOperation': 'true' },
  once: { 's3:if-none-match': '*' },
  overwriting: { 's3:ObjectCreationOperation': 'true', 's3:if-match': '"0123456789abcdef0123456789abcdef"' },
  /** CreateMultipartUpload and UploadPart: they make no object yet. */
  preparing: { 's3:ObjectCreationOperation': 'false' },
  unencrypted: { 'aws:SecureTransport': 'false' },
  'of-pipeline': { 's3:prefix': 'pipeline/' },
};

/** Tests requests: an action, the key of the object unless it is the bucket, and the condition keys. */
function holds(
  stack: SynthesizedStack,
  principal: Principal,
  requests: Readonly<Partial<Record<Verdict, readonly string[]>>>,
) {
  const rows = Object.entries(requests).flatMap(([verdict, texts]) => texts.map((text) => [text, verdict] as const));
  test.each(rows)(`${principal.roleArn} %s: %s`, async (text, verdict) => {
    const [action, ...words] = text.split(' ');
    const [key = ''] = words.flatMap((word) => KEYS[word] ?? []);
    expect(words.filter((word) => !(word in KEYS || word in WAYS))).toEqual([]);
    const context = Object.assign({}, ...words.map((word) => WAYS[word]));
    const request = { principal, action: `s3:${action}`, resource: `${BUCKET}${key}`, context };
    expect(await evaluateRequest(stack, request)).toBe(verdict);
  });
}

describe('writing once', () => {
  holds(twoClouds, worker, {
    Allowed: ['PutObject REVISION creating once', 'PutObject JOURNAL creating once', 'PutObject REVISION preparing'],
    ExplicitlyDenied: ['PutObject REVISION creating', 'PutObject JOURNAL creating', 'PutObject REVISION overwriting'],
  });
  holds(twoClouds, admin, {
    Allowed: [
      'PutObject REVISION creating once',
      // The rule is only for pipeline/: markers are written again, and Cloudinary's own backup sends no such header.
      'PutObject MARKER creating',
      'PutObject NATIVE creating',
    ],
    ExplicitlyDenied: ['PutObject REVISION creating', 'PutObject REPORT creating'],
  });
  holds(twoClouds, operator, {
    Allowed: ['PutObject REVISION creating once'],
    ExplicitlyDenied: [
      // Not even the operator: an overwrite leaves no trace, but a verify run finds what was deleted.
      'PutObject REVISION creating',
    ],
  });
});

describe('deleting', () => {
  holds(twoClouds, admin, {
    Allowed: ['DeleteObject NATIVE'],
    ExplicitlyDenied: [
      'DeleteObject REVISION',
      'DeleteObjectVersion REVISION',
      'PutObjectAcl REVISION',
      'PutObjectVersionAcl REVISION',
      'UpdateObjectEncryption REVISION',
      'DeleteObject JOURNAL',
    ],
  });
  holds(twoClouds, worker, {
    Allowed: ['AbortMultipartUpload REVISION'],
    ExplicitlyDenied: ['DeleteObject REVISION'],
  });
  holds(twoClouds, operator, {
    Allowed: ['DeleteObject REVISION', 'PutObjectAcl REVISION', 'PutObjectVersionAcl REVISION'],
  });
  holds(twoClouds, impostor, {
    ExplicitlyDenied: ['DeleteObject REVISION'],
  });
  holds(twoClouds, administrator(ACCOUNT, 'backup-operator-2'), {
    ExplicitlyDenied: ['DeleteObject REVISION'],
  });
});

describe('what would delete or break native backup in the end', () => {
  holds(twoClouds, admin, {
    Allowed: [
      'GetBucketAcl',
      'GetLifecycleConfiguration',
      'GetBucketVersioning',
      // Still possible: to change the policy, for anyone who may.
      'PutBucketPolicy',
    ],
    ExplicitlyDenied: [
      'PutLifecycleConfiguration',
      'PutBucketVersioning',
      'PutBucketObjectLockConfiguration',
      'PutEncryptionConfiguration',
      'PutBucketAcl',
    ],
  });
  holds(twoClouds, operator, {
    Allowed: ['PutLifecycleConfiguration', 'PutBucketVersioning', 'PutEncryptionConfiguration', 'PutBucketAcl'],
  });
  holds(twoClouds, worker, {
    ExplicitlyDenied: ['PutEncryptionConfiguration', 'PutBucketAcl'],
  });
  holds(twoClouds, deployment, {
    Allowed: [
      // A deployment configures the bucket, and must not fail because of the policy that it has applied.
      'PutEncryptionConfiguration',
      'PutBucketPublicAccessBlock',
      'PutBucketOwnershipControls',
      'PutBucketTagging',
      'PutBucketPolicy',
    ],
    ExplicitlyDenied: ['PutBucketAcl', 'PutBucketVersioning', 'DeleteObject REVISION'],
  });
  holds(twoClouds, administrator(ACCOUNT, `cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-us-east-1`), {
    ExplicitlyDenied: ['PutEncryptionConfiguration'],
  });
});

describe('without an operator', () => {
  const stack = new SynthesizedStack();
  holds(stack, operator, {
    ExplicitlyDenied: ['DeleteObject REVISION', 'PutEncryptionConfiguration'],
  });
  holds(stack, admin, {
    ExplicitlyDenied: ['DeleteObject REVISION', 'PutLifecycleConfiguration'],
  });
  holds(stack, deployment, {
    Allowed: ['PutEncryptionConfiguration'],
  });
});

describe('unencrypted connections', () => {
  holds(twoClouds, operator, {
    ExplicitlyDenied: ['GetObject REVISION unencrypted'],
  });
  holds(twoClouds, worker, {
    ExplicitlyDenied: ['PutObject REVISION creating once unencrypted'],
  });
  holds(twoClouds, admin, {
    ExplicitlyDenied: ['ListBucket unencrypted'],
  });
  holds(twoClouds, cloudinary, {
    ExplicitlyDenied: ['PutObject NATIVE creating unencrypted'],
  });
});

describe("Cloudinary's account, with its own backup", () => {
  holds(twoClouds, cloudinary, {
    Allowed: [
      'ListBucket',
      'ListBucket of-pipeline',
      'GetObject MARKER',
      'GetObject REVISION',
      'GetObject NATIVE',
      'GetObjectAcl NATIVE',
      'PutObject NATIVE creating',
      'PutObjectAcl NATIVE',
      'DeleteObject NATIVE',
    ],
    ImplicitlyDenied: [
      'GetObject OTHER_MARKER',
      'PutObject REVISION creating once',
      'PutObject MARKER creating',
      'DeleteObject MARKER',
      'PutBucketPolicy',
    ],
    ExplicitlyDenied: [
      'PutObject REVISION creating',
      'DeleteObject REVISION',
      'PutObjectAcl REVISION',
      'PutBucketVersioning',
      'PutBucketAcl',
    ],
  });
});

const WITHOUT_NATIVE_BACKUP = { ...TWO_CLOUDS, clouds: { ...TWO_CLOUDS.clouds, demo: {} } };

describe("Cloudinary's account, as a source of uploads only", () => {
  const stack = new SynthesizedStack({ ...WITHOUT_NATIVE_BACKUP, cloudinaryGrant: 'restore' });
  holds(stack, cloudinary, {
    Allowed: ['GetObject MARKER', 'GetObject REVISION'],
    ImplicitlyDenied: [
      'ListBucket',
      'GetObject NATIVE',
      'PutObject NATIVE creating',
      'DeleteObject NATIVE',
      'PutObject REVISION creating once',
    ],
  });
});

describe("Cloudinary's account, shut out", () => {
  const stack = new SynthesizedStack({ ...WITHOUT_NATIVE_BACKUP, cloudinaryGrant: 'none' });
  holds(stack, cloudinary, {
    ImplicitlyDenied: ['GetObject MARKER', 'GetObject REVISION', 'ListBucket', 'PutObject NATIVE creating'],
  });
});

describe('any other account', () => {
  holds(twoClouds, stranger, {
    ImplicitlyDenied: ['GetObject REVISION', 'ListBucket', 'PutObject REVISION creating once', 'DeleteObject NATIVE'],
  });
});
