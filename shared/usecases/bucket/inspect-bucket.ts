import { allowsEveryone } from '#shared/domain/bucket/allows-everyone.ts';
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

/** Finds what violates a condition, one text each; none if the condition holds. */
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
      .map(({ Sid }) => `the statement ${Sid} is present, contrary to the configuration`),
  ];
}

/** A statement's name in texts. */
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
    return unless(status !== 'Enabled', 'versioning is enabled');
  },
  lifecycle: async (bucket) => {
    const rules = await bucket.lifecycleRules();
    return unless(rules === 0, `there are ${rules} lifecycle rules`);
  },
  'object-lock': async (bucket) => unless(!(await bucket.hasObjectLock()), 'Object Lock is on'),
  policy: async (bucket, settings) => wrongStatements(await bucket.policy(), settings),
  'public-statement': async (bucket) =>
    foreignStatements(await bucket.policy())
      .filter(allowsEveryone)
      .map((statement) => `${nameOf(statement)} allows everyone`),
  'policy-size': async (bucket, settings) => {
    const policy = await bucket.policy();
    // S3 has accepted the policy that it holds, however it counts bytes.
    if (wrongStatements(policy, settings).length === 0) return [];
    const bytes = policyBytes(withOwnStatements(policy, bucketPolicy(settings)));
    return unless(bytes <= MAX_POLICY_BYTES, `the complete policy would have ${bytes} bytes`);
  },
  'foreign-statement': async (bucket, { adopted = false }) => {
    // Others may have used the bucket before the stack, and kept their permissions.
    if (adopted) return [];
    return (
      foreignStatements(await bucket.policy())
        // A denial does not harm the backup, and organisations put some on every bucket.
        .filter((statement) => statement.Effect === 'Allow' && !allowsEveryone(statement))
        .map((statement) => `${nameOf(statement)} is not part of the deployment, and allows something`)
    );
  },
  encryption: async (bucket) => {
    const algorithm = await bucket.encryption();
    return unless(algorithm === 'AES256', `the default encryption is ${algorithm ?? 'none'}`);
  },
  'public-access': async (bucket) => unless(await bucket.blocksPublicAccess(), 'public access is not fully blocked'),
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
    // Not knowing is never fine: access may have been denied to hide something.
    const code = errorCodeOf(error);
    if (code === 'unknown') throw error;
    return [{ condition, found: `S3 did not say (${code})`, unreadable: true }];
  }
}

/**
 * Checks the bucket's conditions and returns the violations. A condition that cannot be read counts as violated. If the
 * bucket is not reachable, that is the only violation.
 *
 * @throws only errors that are not failures of S3
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
