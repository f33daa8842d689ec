import { ACKNOWLEDGEMENTS, type Acknowledgement } from '#infra/acknowledgements.ts';

/** What a linter found, and where. */
export interface Finding {
  readonly rule: string;
  readonly where: string;
  readonly message: string;
}

function covers({ rule, where = /^/ }: Acknowledgement, finding: Finding): boolean {
  return rule.test(finding.rule) && where.test(finding.where);
}

/** Findings that no acknowledgement covers, in words. */
export function unacknowledged(findings: readonly Finding[]): string[] {
  return findings
    .filter((finding) => !ACKNOWLEDGEMENTS.some((acknowledgement) => covers(acknowledgement, finding)))
    .map(({ rule, where, message }) => `${rule} ${where}: ${message}`);
}

/** Acknowledgements of some rules that cover no finding: what they excused is gone. */
export function unused(findings: readonly Finding[], rules: RegExp): string[] {
  return ACKNOWLEDGEMENTS.filter(({ rule }) => rules.test(rule.source))
    .filter((acknowledgement) => !findings.some((finding) => covers(acknowledgement, finding)))
    .map(({ rule }) => rule.source);
}
