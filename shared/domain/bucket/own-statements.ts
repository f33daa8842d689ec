import { OWN_SIDS, type OwnStatement } from './bucket-policy.ts';
import type { PolicyDocument, PolicyStatement } from './policy-statement.ts';

const OWN: ReadonlySet<string | undefined> = new Set(OWN_SIDS);

/** The statements of a policy that are not ours. */
export function foreignStatements(policy: PolicyDocument | undefined): readonly PolicyStatement[] {
  return policy?.Statement.filter(({ Sid }) => !OWN.has(Sid)) ?? [];
}

/** By what an operator finds the statements of a policy that are not ours. */
export function foreignSids(policy: PolicyDocument | undefined): readonly string[] {
  return foreignStatements(policy).map(({ Sid }) => Sid ?? 'without a Sid');
}

/** The statements of a policy that bear one of our Sids, whatever they say. */
export function ownStatements(policy: PolicyDocument | undefined): readonly PolicyStatement[] {
  return policy?.Statement.filter(({ Sid }) => OWN.has(Sid)) ?? [];
}

/** The policy with our statements replaced by these, and everybody else's kept. */
export function withOwnStatements(
  policy: PolicyDocument | undefined,
  statements: readonly OwnStatement[],
): PolicyDocument {
  return {
    // Kept where there is one: the older version reads variables in somebody's statement as plain text.
    Version: '2012-10-17',
    ...policy,
    Statement: [...statements, ...foreignStatements(policy)],
  };
}
