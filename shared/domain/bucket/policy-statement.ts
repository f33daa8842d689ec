/** The values of a policy element. S3 returns a list of one value as that value. */
export type OneOrMore = string | readonly string[];

/** A statement of a bucket policy, as JSON has it. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, OneOrMore>>;
  readonly Action?: OneOrMore;
  readonly Resource?: OneOrMore;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;
}

/** A bucket policy. The elements that this project does not use are kept as they are. */
export interface PolicyDocument {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: readonly PolicyStatement[];
}

/**
 * The longest policy that S3 accepts, in bytes.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/add-bucket-policy.html
 */
export const MAX_POLICY_BYTES = 20 * 1024;

/** The length of a policy as it is sent, in bytes. */
export function policyBytes(policy: PolicyDocument): number {
  return Buffer.byteLength(JSON.stringify(policy));
}

/** Lists in a policy are sets, S3 may return a list of one as its only value, and objects have no order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) {
    return [...new Set([value].flat().map(String))].toSorted();
  }
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, entry]) => [key, canonical(entry)]));
}

function text({ Principal, ...others }: PolicyStatement): string {
  return JSON.stringify(canonical({ ...others, Principal: Principal === '*' ? { AWS: '*' } : Principal }));
}

/** Whether two statements say the same, however S3 has rewritten one of them. */
export function isSameStatement(one: PolicyStatement, other: PolicyStatement): boolean {
  return text(one) === text(other);
}
