import * as z from 'zod';
import { DEFAULT_QUOTA_RESERVE } from '#shared/domain/cloudinary/quota.ts';
import { excessOfWorkerClouds } from '../worker-clouds.ts';
import { type CloudConfigurations, cloudSettings } from './cloud-settings.ts';
import { choice, flag, readDataSubset, schedule, settings, share, text, timezone, wholeNumber } from './settings.ts';

const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** SQS's limit on a visibility timeout, in seconds. */
const MAX_VISIBILITY = 43_200;
/** Lambda's limit on a function's timeout, in seconds. */
const MAX_TIMEOUT = 900;

function timeoutSeconds() {
  return wholeNumber(1, MAX_TIMEOUT, 'seconds');
}

function batches() {
  return wholeNumber(2, 1000, 'batches');
}

function bucketName() {
  return text(
    /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
    'must be 3 to 63 lower-case letters, digits and - (no dots: they break TLS)',
  );
}

const CLOUD_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;
const CLOUDS = 'must name at least one cloud: { "<cloud name>": {} }';

/** Whether there is a group to check, even if some of its settings are wrong: one message lists every problem. */
function isGroup({ value }: { readonly value: unknown }): boolean {
  return typeof value === 'object' && value !== null;
}

function misnamed(clouds: unknown): string {
  return Object.keys(Object(clouds))
    .filter((name) => !CLOUD_NAME.test(name))
    .map((name) => `"${name}"`)
    .join(', ');
}

const cloudsSchema = z
  .record(z.string(), cloudSettings, { error: CLOUDS })
  .refine((clouds) => Object.keys(clouds).every((name) => CLOUD_NAME.test(name)), {
    error: ({ input }) => `${misnamed(input)}: a cloud name has only letters, digits, - and _`,
    when: isGroup,
  })
  .refine((clouds) => Object.keys(clouds).length > 0, { error: CLOUDS })
  .transform(
    (clouds): CloudConfigurations =>
      Object.fromEntries(
        Object.entries(clouds).map(([name, { credentialsParameter, ...cloud }]) => [
          name,
          { credentialsParameter: credentialsParameter ?? `/cloudinary-backup/${name}`, ...cloud },
        ]),
      ),
  )
  .superRefine((clouds, context) => {
    const excess = excessOfWorkerClouds(clouds);
    if (excess <= 0) return;
    const message = `the settings of ${Object.keys(clouds).length} clouds are ${excess} bytes too long for a function's environment (Lambda allows 4 KB): shorten their rules, or give some of the clouds a stack of their own`;
    context.addIssue({ code: 'custom', message });
  });

/** Whether any of the clouds sets `nativeBackup`, as far as they can be read. */
function anyNativeBackup(clouds: unknown): boolean {
  return Object.values(Object(clouds)).some((cloud) => Object(cloud).nativeBackup === true);
}

/** Everything that `cloudinary-backup.json` may set, with its defaults. */
export const configurationSchema = settings({
  /** The clouds, by cloud name. */
  clouds: cloudsSchema,
  stackName: text(
    /^[A-Za-z][A-Za-z0-9-]{0,127}$/,
    'must have only letters, digits and -, and begin with a letter',
  ).optional(),
  bucketName: bucketName().optional(),
  /** An existing bucket, which the stack adopts instead of creating one. */
  existingBucket: bucketName().optional(),
  objectOwnership: choice(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']).default(
    'BucketOwnerEnforced',
  ),
  /** What Cloudinary's account may do in the bucket: keep its own backup, only read for uploads, or nothing. */
  cloudinaryGrant: choice(['backup', 'restore', 'none']).default('backup'),
  /** The only role that the bucket policy lets delete under `pipeline/`. */
  operatorRoleArn: text(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
    'must be the ARN of one IAM role, like "arn:aws:iam::123456789012:role/backup-operator", without wildcards',
  ).optional(),
  /** Whether to create a managed policy for readers of the revisions, like ImageKit. */
  readerPolicy: flag().default(false),
  terminationProtection: flag().default(true),
  alarms: settings({
    /** The addresses that alarms are mailed to. */
    emails: z
      .array(text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'must be an e-mail address, like "ops@example.com"'), {
        error: 'must be a list of e-mail addresses, like ["ops@example.com"]',
      })
      .default([]),
    /** Where the operator reads the runbook; alarms link to its sections. */
    runbookUrl: text(/^\S+$/, 'must be an address without spaces').default('docs/runbook.md'),
  }).prefault({}),
  /** How long a failed message waits, by its receive count: exponential from base to cap. */
  retry: settings({
    baseSeconds: wholeNumber(0, MAX_VISIBILITY, 'seconds').default(30),
    capSeconds: wholeNumber(0, MAX_VISIBILITY, 'seconds').default(3600),
  })
    .prefault({})
    .refine(({ baseSeconds, capSeconds }) => baseSeconds <= capSeconds, {
      error: 'baseSeconds must not exceed capSeconds',
    }),
  timeouts: settings({
    workerSeconds: timeoutSeconds().default(300),
    largeWorkerSeconds: timeoutSeconds().default(900),
    visibilityMarginSeconds: wholeNumber(0, 3600, 'seconds').default(60),
    /** How long SQS's counts of messages may lag behind what was sent. */
    queueLagSeconds: wholeNumber(0, MAX_TIMEOUT, 'seconds').default(60),
  }).prefault({}),
  /**
   * How many batches of each queue are processed at once. Live: ten batches of ten are 100 copies at once, about 50
   * uploads a second at two seconds each, and leave most of an account's usual concurrency of 1,000 to others. A new
   * account that has only 10 sets live 2, bulk 2, large 2, so that the webhook always finds room.
   */
  concurrency: settings({
    live: batches().default(10),
    bulk: batches().default(5),
    large: batches().default(2),
  }).prefault({}),
  /** The share of the Admin API's hourly quota that the pipeline leaves to others. */
  quotaReserve: share(0, 0.95, DEFAULT_QUOTA_RESERVE).default(DEFAULT_QUOTA_RESERVE),
  /** Inventory runs, which compare the library with the bucket and queue whatever is missing. */
  inventory: settings({
    schedule: schedule().default('cron(30 2 * * ? *)'),
    timezone: timezone().default('Etc/UTC'),
    /** Whether the deployment that adds a cloud starts its first run, the initial backup. */
    initialRun: flag().default(false),
    /** Which completeness reports are mailed to `alarms.emails`. */
    report: choice(['first', 'always', 'never']).default('first'),
    /** The share by which the library may shrink from one run to the next without an alarm. */
    shrinkAlarmShare: share(0.01, 1, 0.2).default(0.2),
    timeoutSeconds: timeoutSeconds().default(MAX_TIMEOUT),
  }).prefault({}),
  /** Verify runs, which compare the bucket with what the journal says is there. */
  verify: settings({
    schedule: schedule().default('cron(30 4 ? * SUN *)'),
    /** By default that of `inventory`. */
    timezone: timezone().optional(),
    /** Which part of the objects a scheduled run reads and hashes. */
    readData: readDataSubset().optional(),
    timeoutSeconds: timeoutSeconds().default(MAX_TIMEOUT),
  }).prefault({}),
  /**
   * Requests per second that the API accepts, steadily and in a burst. A bulk change at Cloudinary is a burst of
   * notifications; a forged flood costs what the rate lets through.
   */
  throttle: settings({
    rate: wholeNumber(1, 10_000, 'requests a second').default(100),
    burst: wholeNumber(1, 5000, 'requests').default(500),
  }).prefault({}),
  logRetentionDays: z
    .literal(LOG_RETENTION_DAYS, {
      error: `must be one of ${LOG_RETENTION_DAYS.join(', ')} (CloudWatch accepts no others)`,
    })
    .default(30),
})
  .refine(({ bucketName, existingBucket }) => bucketName === undefined || existingBucket === undefined, {
    path: ['existingBucket'],
    error: 'cannot be combined with "bucketName": the stack either creates a bucket or adopts one',
    when: isGroup,
  })
  .refine(({ clouds, cloudinaryGrant }) => cloudinaryGrant === 'backup' || !anyNativeBackup(clouds), {
    path: ['cloudinaryGrant'],
    error: 'must be "backup" while a cloud has "nativeBackup": true: otherwise Cloudinary cannot write its copies',
    when: isGroup,
  });

/** The configuration of a stack, complete and valid. */
export type Configuration = z.output<typeof configurationSchema>;
