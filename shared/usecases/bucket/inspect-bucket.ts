import { allowsEverybody } from '#shared/domain/bucket/allows-everybody.ts';
import {
  ALL_BUCKET_CONDITIONS,
  type BucketCondition,
  type BucketViolation,
} from '#shared/domain/bucket/bucket-conditions.ts';
import { bucketPolicy } from '#shared/domain/bucket/bucket-policy.ts';
import type { BucketSettings } from '#shared/domain/bucket/bucket-settings.ts';
import { foreignStatements, ownStatements, withOwnStatements } from '#shared/domain/bucket/own-statements.ts';
import {
  isSameStatement,
  MAX_POLICY_BYTES,
  type PolicyDocument,
  type PolicyStatement,
  policyBytes,
} from '#shared/domain/bucket/policy-statement.ts';
import { errorCodeOf } from '#shared/domain/errors.ts';
import type { BucketAdministration } from './bucket-administration.ts';

/** What is wrong with each of the things that a condition is about; nothing when it holds. */
type Check = (bucket: BucketAdministration, settings: BucketSettings) => Promise<readonly string[]>;

const WHEREABOUTS = {
  here: [],
  elsewhere: ['a bucket of this name is in another account or region'],
  nowhere: ['there is no bucket of this name'],
} as const;

function wrongStatements(policy: PolicyDocument | undefined, settings: BucketSettings): string[] {
  const expected = bucketPolicy(settings);
  const found = ownStatements(policy);
  return [
    ...expected.flatMap((statement) => {
      const same = found.filter(({ Sid }) => Sid === statement.Sid);
      if (same.length === 0) return [`the statement ${statement.Sid} is missing`];
      return same.every((other) => isSameStatement(statement, other))
        ? []
        : [`the statement ${statement.Sid} has been changed`];
    }),
    ...found
      .filter(({ Sid }) => expected.every((statement) => statement.Sid !== Sid))
      .map(({ Sid }) => `the statement ${Sid} is there, against the configuration`),
  ];
}

/** How a statement is named to people. */
function nameOf({ Sid }: PolicyStatement): string {
  return `the statement ${Sid ?? 'without a Sid'}`;
}

function unless(holds: boolean, found: string): readonly string[] {
  return holds ? [] : [found];
}

const CHECKS: Readonly<Record<BucketCondition, Check>> = {
  reachable: async (bucket) => WHEREABOUTS[await bucket.whereabouts()],
  versioning: async (bucket) => {
    const status = await bucket.versioning();
    return unless(status !== 'Enabled', 'versioning is Enabled');
  },
  lifecycle: async (bucket) => {
    const rules = await bucket.lifecycleRules();
    return unless(rules === 0, `there are ${rules} lifecycle rules`);
  },
  'object-lock': async (bucket) => unless(!(await bucket.hasObjectLock()), 'Object Lock is on'),
  policy: async (bucket, settings) => wrongStatements(await bucket.policy(), settings),
  'public-statement': async (bucket) =>
    foreignStatements(await bucket.policy())
      .filter(allowsEverybody)
      .map((statement) => `${nameOf(statement)} allows everybody`),
  'policy-size': async (bucket, settings) => {
    const policy = await bucket.policy();
    // What S3 holds it has taken, however it counts.
    if (wrongStatements(policy, settings).length === 0) return [];
    const bytes = policyBytes(withOwnStatements(policy, bucketPolicy(settings)));
    return unless(bytes <= MAX_POLICY_BYTES, `the complete policy would have ${bytes} bytes`);
  },
  'foreign-statement': async (bucket, { adopted = false }) => {
    // Before the stack there may have been others, with rights of theirs.
    if (adopted) return [];
    return (
      foreignStatements(await bucket.policy())
        // A denial takes nothing away from the backup, and organisations put some on every bucket.
        .filter((statement) => statement.Effect === 'Allow' && !allowsEverybody(statement))
        .map((statement) => `${nameOf(statement)} is not of the deployment, and allows something`)
    );
  },
  encryption: async (bucket) => {
    const algorithm = await bucket.encryption();
    return unless(algorithm === 'AES256', `the default encryption is ${algorithm ?? 'none'}`);
  },
  'public-access': async (bucket) => unless(await bucket.blocksPublicAccess(), 'public access is not blocked entirely'),
  ownership: async (bucket, { objectOwnership }) => {
    const found = await bucket.objectOwnership();
    return unless(found === objectOwnership, `object ownership is ${found ?? 'not set'}, not ${objectOwnership}`);
  },
  marker: async (bucket, { clouds }) => {
    const found = await Promise.all(clouds.map(async (cloud) => ({ cloud, there: await bucket.hasMarker(cloud) })));
    return found.filter(({ there }) => !there).map(({ cloud }) => `the marker of ${cloud} is missing`);
  },
};

async function violationsOf(
  condition: BucketCondition,
  bucket: BucketAdministration,
  settings: BucketSettings,
): Promise<readonly BucketViolation[]> {
  try {
    const wrong = await CHECKS[condition](bucket, settings);
    return wrong.map((found) => ({ condition, found, unreadable: false }));
  } catch (error) {
    // Not to know is never fine: whoever denies us the look may have something to hide.
    const code = errorCodeOf(error);
    if (code === 'unknown') throw error;
    return [{ condition, found: `S3 did not tell (${code})`, unreadable: true }];
  }
}

/**
 * Looks at the bucket as it is, and tells what does not hold; what cannot be read counts as not holding. Of a bucket that
 * is not reachable, nothing else is told.
 *
 * @throws only what is no failure of S3
 */
export async function inspectBucket(
  bucket: BucketAdministration,
  settings: BucketSettings,
  conditions: readonly BucketCondition[] = ALL_BUCKET_CONDITIONS,
): Promise<readonly BucketViolation[]> {
  const unreachable = await violationsOf('reachable', bucket, settings);
  if (unreachable.length > 0) return unreachable;
  const others = conditions.filter((condition) => condition !== 'reachable');
  return (await Promise.all(others.map((condition) => violationsOf(condition, bucket, settings)))).flat();
}
