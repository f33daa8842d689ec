import type { PolicyStatement } from './policy-statement.ts';

/** Lists in a policy are sets, and a list of one may come back as the one; objects have no order. */
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
