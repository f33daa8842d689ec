import * as z from 'zod';
import { excessOfWorkerClouds } from '../worker-clouds.ts';
import { type CloudConfigurations, cloudSettings } from './cloud-settings.ts';
import { choice, flag, readDataSubset, schedule, settings, share, text, timezone, wholeNumber } from './settings.ts';

const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** SQS's limit on a visibility time-out, in seconds. */
const MAX_VISIBILITY = 43_200;
/** Lambda's limit on a function's time-out, in seconds. */
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
const CLOUDS = 'must name at least one product environment: { "<cloud name>": {} }';

/** Whether there is a group to look at, also when some of its settings are wrong: one message is to hold every problem. */
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
    const message = `${Object.keys(clouds).length} clouds are ${excess} bytes too many for a function's environment (Lambda allows 4 KB): shorten their rules, or give some of them a stack of their own`;
    context.addIssue({ code: 'custom', message });
  });

/** Whether Cloudinary is to keep its own copies in the bucket for any of the clouds, as far as they can be read. */
function anyNativeBackup(clouds: unknown): boolean {
  return Object.values(Object(clouds)).some((cloud) => Object(cloud).nativeBackup === true);
}

/** Everything that may be set under the context key `cloudinaryBackup`, with its defaults. */
export const configurationSchema = settings({
  /** The product environments, by cloud name. */
  clouds: cloudsSchema,
  stackName: text(/^[A-Za-z][A-Za-z0-9-]{0,127}$/, 'must be letters, digits and -, a letter first').optional(),
  bucketName: bucketName().optional(),
  /** A bucket that exists, to be adopted instead of making one. */
  existingBucket: bucketName().optional(),
  objectOwnership: choice(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']).default(
    'BucketOwnerEnforced',
  ),
  /** What Cloudinary's account may do in the bucket: be a backup target, be a source for uploads, nothing. */
  cloudinaryGrant: choice(['backup', 'restore', 'none']).default('backup'),
  /** The one role that the bucket policy lets delete under `pipeline/`. */
  operatorRoleArn: text(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
    'must be the ARN of one IAM role, like "arn:aws:iam::123456789012:role/backup-operator", without wildcards',
  ).optional(),
  /** Whether to make a managed policy for those who read revisions from the bucket, like ImageKit. */
  readerPolicy: flag().default(false),
  terminationProtection: flag().default(true),
  alarms: settings({
    /** Who gets alarms by e-mail. */
    emails: z
      .array(text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'must be an e-mail address, like "ops@example.com"'), {
        error: 'must be a list of e-mail addresses, like ["ops@example.com"]',
      })
      .default([]),
    /** Where whoever is woken reads the runbook; alarms link to its sections. */
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
    /** How long SQS's counts of messages may miss what was sent. */
    queueLagSeconds: wholeNumber(0, MAX_TIMEOUT, 'seconds').default(60),
  }).prefault({}),
  /**
   * How many batches of each queue are in work at once. Live: ten batches of ten are 100 copies in flight, some 50
   * uploads a second at two seconds each, and leave an account's usual 1,000 to others. An account that still has the
   * 10 of a new one sets live 2, bulk 2, large 2, so that the webhook always finds room.
   */
  concurrency: settings({
    live: batches().default(10),
    bulk: batches().default(5),
    large: batches().default(2),
  }).prefault({}),
  /** The share of the Admin API's hourly quota that the pipeline leaves to everybody else. */
  quotaReserve: share(0, 0.95, 0.2).default(0.2),
  /** Compares the library with the bucket, and has what is missing copied. */
  inventory: settings({
    schedule: schedule().default('cron(30 2 * * ? *)'),
    timezone: timezone().default('Etc/UTC'),
    /** Whether the deployment that brings a cloud starts its first run, the initial backup. */
    initialRun: flag().default(false),
    /** Which completeness reports are mailed to `alarms.emails`. */
    report: choice(['first', 'always', 'never']).default('first'),
    /** By what share the library may shrink from one run to the next without an alarm. */
    shrinkAlarmShare: share(0.01, 1, 0.2).default(0.2),
    timeoutSeconds: timeoutSeconds().default(MAX_TIMEOUT),
  }).prefault({}),
  /** Holds what is in the bucket against what the journal says is there. */
  verify: settings({
    schedule: schedule().default('cron(30 4 ? * SUN *)'),
    /** That of the inventory where it is left out. */
    timezone: timezone().optional(),
    /** What part of the objects a scheduled run reads and hashes. */
    readData: readDataSubset().optional(),
    timeoutSeconds: timeoutSeconds().default(MAX_TIMEOUT),
  }).prefault({}),
  /**
   * Requests a second of the API, steady and in a burst. A bulk change at Cloudinary is a burst of notifications; a
   * forged flood costs what the rate lets through.
   */
  throttle: settings({
    rate: wholeNumber(1, 10_000, 'requests a second').default(100),
    burst: wholeNumber(1, 5000, 'requests').default(500),
  }).prefault({}),
  logRetentionDays: z
    .literal(LOG_RETENTION_DAYS, {
      error: `must be one of ${LOG_RETENTION_DAYS.join(', ')} (CloudWatch takes no others)`,
    })
    .default(30),
})
  .refine(({ bucketName, existingBucket }) => bucketName === undefined || existingBucket === undefined, {
    path: ['existingBucket'],
    error: 'excludes "bucketName": name the bucket either as one to make, or as one to adopt',
    when: isGroup,
  })
  .refine(({ clouds, cloudinaryGrant }) => cloudinaryGrant === 'backup' || !anyNativeBackup(clouds), {
    path: ['cloudinaryGrant'],
    error: 'must be "backup" while a cloud has "nativeBackup": true, or Cloudinary could not write its copies',
    when: isGroup,
  });

/** The configuration of a stack, complete and valid. */
export type Configuration = z.output<typeof configurationSchema>;
