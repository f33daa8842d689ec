import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { s3BucketAdministration } from '#shared/adapters/s3/s3-bucket-administration.ts';
import { S3ObjectStore, startMultipartUpload } from '#shared/adapters/s3/s3-object-store.ts';
import { abortStaleUploads } from '#shared/adapters/s3/s3-stale-uploads.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import { someBytes } from '#test/doubles/byte-sources.ts';
import { keyNamed } from './object-store-contract.ts';

const KEY = keyNamed('failures/1700000000.png');
const SECRET = 'X-Amz-Signature=0123456789';
const OUT_OF_TIME = new PipelineError('out-of-time', 'No time left.');

const client = new S3Client({ region: 'us-east-1' });
const s3 = mockClient(client);
const store = new S3ObjectStore(client, 'backup');
const bucket = s3BucketAdministration(client, 'backup', '111122223333');
let controller: AbortController;

beforeEach(() => {
  s3.reset();
  controller = new AbortController();
});
afterEach(() => void s3.reset());

function options() {
  return { contentType: 'image/png', metadata: {}, signal: controller.signal };
}

/** An error from S3, with a message that must not be repeated. */
function answer(name: string, httpStatusCode: number) {
  return new S3ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode }, message: SECRET });
}

/** An upload that has begun. */
async function upload() {
  s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'upload' });
  return startMultipartUpload(client, 'backup', KEY, options());
}

function abortUploads() {
  return abortStaleUploads(client, 'backup', 'pipeline/res/', new Date(), controller.signal);
}

type Call = readonly [operation: string, target: string, call: () => Promise<unknown>];

const CALLS_WITH_A_SIGNAL: readonly Call[] = [
  ['GetObject', KEY, () => store.open(KEY, controller.signal)],
  ['GetObject', KEY, () => store.read(KEY, controller.signal)],
  ['PutObject', KEY, () => store.put(KEY, someBytes(3), options())],
  ['PutObject', KEY, () => store.putStream(KEY, (async function* () {})(), 0, options())],
  ['ListObjectsV2', 'folder/*', () => store.keys('folder/', options())],
  ['ListObjectsV2', 'folder/*', () => store.folders('folder/', options())],
  ['CreateMultipartUpload', KEY, () => store.startMultipart(KEY, options())],
  ['UploadPart', KEY, async () => (await upload()).putPart(1, someBytes(3))],
  ['CompleteMultipartUpload', KEY, async () => (await upload()).complete()],
  ['ListMultipartUploads', 'pipeline/res/*', abortUploads],
  [
    'AbortMultipartUpload',
    'pipeline/res/a',
    () => {
      s3.on(ListMultipartUploadsCommand).resolves({ Uploads: [{ Key: 'pipeline/res/a', Initiated: new Date(0) }] });
      return abortUploads();
    },
  ],
];
const OTHER_CALLS: readonly Call[] = [
  ['HeadObject', KEY, () => store.head(KEY)],
  ['ListObjectsV2', 'folder/*', () => store.list('folder/')[Symbol.asyncIterator]().next()],
  ['HeadBucket', '', () => bucket.whereabouts()],
  ['GetBucketVersioning', '', () => bucket.versioning()],
  ['GetBucketLifecycleConfiguration', '', () => bucket.lifecycleRules()],
  ['GetObjectLockConfiguration', '', () => bucket.hasObjectLock()],
  ['GetBucketPolicy', '', () => bucket.policy()],
  ['GetBucketEncryption', '', () => bucket.encryption()],
  ['GetPublicAccessBlock', '', () => bucket.blocksPublicAccess()],
  ['GetBucketOwnershipControls', '', () => bucket.objectOwnership()],
  ['HeadObject', '.wellknown/cloudinary/demo', () => bucket.hasMarker('demo')],
  ['PutBucketPolicy', '', () => bucket.putPolicy({ Version: '2012-10-17', Statement: [] })],
  ['PutBucketEncryption', '', () => bucket.putEncryption()],
  ['PutPublicAccessBlock', '', () => bucket.blockPublicAccess()],
  ['PutBucketOwnershipControls', '', () => bucket.putObjectOwnership('BucketOwnerEnforced')],
  ['PutObject', '.wellknown/cloudinary/demo', () => bucket.putMarker('demo')],
];

/** What a call throws if S3 or the network fails with this cause. It must not repeat the cause's message. */
async function failureOf(call: Call[2], cause: Error): Promise<unknown> {
  s3.rejects(cause);
  const error: unknown = await call().catch((thrown: unknown) => thrown);
  expect(String(error)).not.toContain(SECRET);
  return error;
}

test.each([...CALLS_WITH_A_SIGNAL, ...OTHER_CALLS])(
  '%s on %s names its target and the reason when it fails',
  async (operation, path, call) => {
    const on = `${operation} on ${path === '' ? 'backup' : `backup/${path}`}`;
    for (const [cause, code, message] of [
      [answer('AccessDenied', 403), 'access-denied', `S3 denied access: ${on} (AccessDenied, HTTP 403).`],
      [answer('SlowDown', 503), 'storage-failed', `S3 failed: ${on} (SlowDown, HTTP 503).`],
      [new TypeError(SECRET), 'storage-failed', `S3 failed: ${on} (TypeError).`],
    ] as const) {
      expect(await failureOf(call, cause)).toMatchObject({ name: 'PipelineError', code, message, cause });
    }
  },
);

test.each(CALLS_WITH_A_SIGNAL)("%s on %s throws its signal's reason, unless S3 has answered", async (_, __, call) => {
  controller.abort(OUT_OF_TIME);
  expect(await failureOf(call, new Error('aborted'))).toBe(OUT_OF_TIME);
  expect(await failureOf(call, answer('SlowDown', 503))).toMatchObject({ code: 'storage-failed' });
});

test('the message repeats neither a thrown value that is no Error nor control characters', async () => {
  const broken = { send: () => Promise.reject(SECRET) } as unknown as S3Client; // as foreign code may throw
  await expect(new S3ObjectStore(broken, 'backup').head('a\n\u001b[2J/é日')).rejects.toMatchObject({
    message: 'S3 failed: HeadObject on backup/a\\u{a}\\u{1b}[2J/é日 (unknown error).',
    cause: SECRET,
  });
});
