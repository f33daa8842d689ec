import { OWN_SIDS, type OwnStatement } from './bucket-policy.ts';
import type { PolicyDocument, PolicyStatement } from './policy-statement.ts';

const OWN: ReadonlySet<string | undefined> = new Set(OWN_SIDS);

/** The statements of a policy that are not ours. */
export function foreignStatements(policy: PolicyDocument | undefined): readonly PolicyStatement[] {
  return policy?.Statement.filter(({ Sid }) => !OWN.has(Sid)) ?? [];
}

/** The Sids of the statements that are not ours, by which an operator finds them. */
export function foreignSids(policy: PolicyDocument | undefined): readonly string[] {
  return foreignStatements(policy).map(({ Sid }) => Sid ?? 'without a Sid');
}

/** The statements of a policy that bear one of our Sids, whatever they say. */
export function ownStatements(policy: PolicyDocument | undefined): readonly PolicyStatement[] {
  return policy?.Statement.filter(({ Sid }) => OWN.has(Sid)) ?? [];
}

/** The policy with our statements replaced by these, and all others kept. */
export function withOwnStatements(
  policy: PolicyDocument | undefined,
  statements: readonly OwnStatement[],
): PolicyDocument {
  return {
    // Kept if there is one: another version may read policy variables in a foreign statement as plain text.
    Version: '2012-10-17',
    ...policy,
    Statement: [...statements, ...foreignStatements(policy)],
  };
}
