import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { pythonVenv } from '#local/python/python-venv.ts';
import { CONFIGURATIONS } from './configurations.ts';
import { SynthesizedStack } from './synthesized-stack.ts';

interface Policy {
  readonly Statement: readonly { readonly Action: string | string[] }[];
}

/** What CloudFormation may do for features of a resource that the stack does not use. */
const UNUSED: readonly RegExp[] = [
  /^(ec2|elasticfilesystem|s3files|kms|s3tables|firehose):/,
  // Groups, users and managed policies on roles; permissions boundaries.
  /^iam:(\w+(Group|User)Policy|(Attach|Detach)RolePolicy|\w+PermissionsBoundary)$/,
  // Of a bucket: what Cloudinary forbids, what the stack does not set, and its deletion, because it is retained.
  /^s3:(Put|Delete|Update|Create)Bucket(Abac|Acl|Analytics|CORS|Cors|Encryption|Lifecycle|Logging|Metadata|Metrics|Notification|ObjectLock|Policy$|Replication|Versioning|Website)/,
  /^s3:(DeleteBucket|DeleteObject|PutObjectAcl|PutObjectLockConfiguration)$/,
  /^s3:Put(Accelerate|Analytics|IntelligentTiering|Inventory|Lifecycle|Metrics|Replication)Configuration$/,
  /^s3:(REST\.PUT\.OBJECT|getObject)$/,
  // Of a log group: keys, data protection, indexes.
  /^logs:(Associate|Disassociate)KmsKey$/,
  /^logs:\w*(DataProtectionPolicy|IndexPolicy|BearerTokenAuthentication|DeletionProtection)$/,
  // Of a function: layers, signing, scaling of another kind.
  /^lambda:(GetLayerVersion|GetCodeSigningConfig|PassCapacityProvider)$/,
];

/** Used nevertheless. */
const USED = ['s3:PutBucketPolicy', 'logs:GetDataProtectionPolicy'];

let needed: Map<string, string[]>;
beforeAll(async () => {
  // AWS's own registry of resource types, which cfn-lint contains, says what CloudFormation calls for each.
  const python = await pythonVenv('cfn-lint');
  const { schemas, types } = await registry(dirname(dirname(python)));
  const used = new Set(
    CONFIGURATIONS.flatMap(({ context }) => new SynthesizedStack(context).resources.map(({ type }) => type)),
  );
  needed = new Map();
  for (const type of [...used].filter((type) => type.startsWith('AWS::'))) {
    const { handlers = {} } = JSON.parse(await readFile(join(schemas, 'resources', `${types[type]}.json`), 'utf8'));
    const actions = (['create', 'read', 'update', 'delete'] as const).flatMap(
      (handler): string[] => handlers[handler]?.permissions ?? [],
    );
    needed.set(type, [...new Set(actions)]);
  }
}, 120_000);

async function registry(environment: string) {
  const python = await readFile(join(environment, 'pyvenv.cfg'), 'utf8');
  const [, version = ''] = /^version = (\d+\.\d+)/m.exec(python) ?? [];
  const schemas = join(environment, `lib/python${version}/site-packages/cfnlint/data/schemas`);
  const types: Record<string, string> = JSON.parse(await readFile(join(schemas, 'providers/us-east-1.json'), 'utf8'));
  return { schemas, types };
}

const policy: Policy = JSON.parse(
  await readFile(join(import.meta.dirname, '../../docs/deployment-policy.json'), 'utf8'),
);
const patterns = policy.Statement.flatMap(({ Action }) => Action);

function allows(action: string): boolean {
  return patterns.some((pattern) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'i').test(action));
}

describe('docs/deployment-policy.json', () => {
  test('lets CloudFormation do what it does for every resource of the stack', () => {
    expect(needed.size).toBeGreaterThan(10);
    const missing = [...needed].flatMap(([type, actions]) =>
      actions
        .filter((action) => USED.includes(action) || !UNUSED.some((unused) => unused.test(action)))
        .filter((action) => !allows(action))
        .map((action) => `${type}: ${action}`),
    );
    expect(missing).toEqual([]);
  });

  test('names no service that the stack has no resource of', () => {
    const services = new Set([...needed.values()].flat().map((action) => action.split(':')[0]?.toLowerCase()));
    // Needed by CDK: what it uploaded, and the version of its bootstrap.
    const strangers = patterns
      .map((pattern) => pattern.split(':')[0] ?? '')
      .filter((service) => !services.has(service));
    expect(strangers).toEqual(['ssm']);
  });

  test.each([
    's3:DeleteObject',
    's3:PutObject',
    's3:PutBucketVersioning',
    's3:PutLifecycleConfiguration',
    'iam:CreateUser',
    'iam:AttachRolePolicy',
  ])('does not allow %s', (action) => {
    expect(allows(action)).toBe(false);
  });

  test('fits into a managed policy', () => {
    // IAM does not count white space.
    expect(JSON.stringify(policy).length).toBeLessThanOrEqual(6144);
  });
});
