import { runSimulation } from '@cloud-copilot/iam-simulate';
import { expect, test } from 'vitest';
import { ACCOUNT, type Statement, type SynthesizedStack } from './synthesized-stack.ts';

/** Who makes a request, and what their own account's policies allow them. */
export interface Principal {
  readonly arn: string;
  /** `aws:PrincipalArn`: for a session, the ARN of its role. */
  readonly roleArn: string;
  readonly statements: readonly Statement[];
}

export type Verdict = 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied';

export interface Request {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

const EVERYTHING: Statement = { Effect: 'Allow', Action: '*', Resource: '*' };

function session(account: string, role: string, statements: readonly Statement[]): Principal {
  return {
    arn: `arn:aws:sts::${account}:assumed-role/${role}/session`,
    roleArn: `arn:aws:iam::${account}:role/${role}`,
    statements,
  };
}

/** A function of the stack, with its role. */
export function functionRole(stack: SynthesizedStack, functionId: string): Principal {
  return session(ACCOUNT, `${functionId}Role`, stack.statementsOf(functionId));
}

/** A principal whose own policies allow everything: only the bucket's policy decides. */
export function administrator(account: string, role: string): Principal {
  return session(account, role, [EVERYTHING]);
}

function document(statements: readonly Statement[]) {
  return { Version: '2012-10-17', Statement: statements };
}

/**
 * What AWS would answer to a request on the stack's resources, by the policies of its template.
 *
 * @throws when the simulator refuses the request or a policy as invalid
 */
export async function evaluateRequest(stack: SynthesizedStack, request: Request): Promise<Verdict> {
  const { principal, action, resource, context } = request;
  const onBucket = resource === stack.bucketArn || resource.startsWith(`${stack.bucketArn}/`);
  const result = await runSimulation(
    {
      request: {
        principal: principal.arn,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: {
          'aws:PrincipalArn': principal.roleArn,
          'aws:SecureTransport': 'true',
          ...context,
        },
      },
      identityPolicies: [{ name: 'role', policy: document(principal.statements) }],
      ...(onBucket && { resourcePolicy: document(stack.bucketStatements()) }),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      additionalSettings: { s3: { blockPublicAccess: true } },
    },
    {},
  );
  if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors));
  const verdict = result.overallResult;
  if (verdict !== 'Allowed' && verdict !== 'ImplicitlyDenied' && verdict !== 'ExplicitlyDenied') {
    throw new Error(`unexpected verdict ${verdict}`);
  }
  return verdict;
}

/** A request on the bucket or something else of the stack, by its ARN, and what AWS would answer. */
export type Row = readonly [
  action: string,
  resource: string,
  verdict: Verdict,
  context?: Readonly<Record<string, string>>,
];

/** One test for each row. */
export function holdsFor(stack: SynthesizedStack, principal: Principal, rows: readonly Row[]): void {
  const titled = rows.map((row) => [`${row[0]} on ${row[1]}: ${row[2]}`, row] as const);
  test.each(titled)('%s', async (_, [action, resource, verdict, context = {}]) => {
    expect(await evaluateRequest(stack, { principal, action, resource, context })).toBe(verdict);
  });
}
