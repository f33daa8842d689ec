import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { CONFIGURATIONS } from './configurations.ts';
import { SynthesizedStack } from './synthesized-stack.ts';
import { type Finding, unacknowledged, unused } from './unacknowledged.ts';

function findingsOf(stack: SynthesizedStack['stack']): Finding[] {
  return [AwsSolutionsChecks, ServerlessChecks]
    .map((Pack): NagPack => new Pack())
    .flatMap((pack) => pack.validateScope(stack).violations)
    .flatMap(({ ruleName: rule, description: message, violatingResources }) =>
      violatingResources.map(({ constructPath: where = '' }) => ({ rule, where, message })),
    );
}

const findings = CONFIGURATIONS.map(({ name, context }) => ({
  name,
  findings: findingsOf(new SynthesizedStack(context).stack),
}));

describe("cdk-nag's packs AwsSolutions and Serverless", () => {
  test.each(findings)('find nothing that is not acknowledged with $name', ({ findings }) => {
    expect(unacknowledged(findings)).toEqual([]);
  });

  test('still find everything that is acknowledged', () => {
    const all = findings.flatMap(({ findings }) => findings);
    expect(unused(all, /^\^(AwsSolutions|Serverless)-/)).toEqual([]);
  });

  test('find what is wrong in another stack', () => {
    const { stack } = new SynthesizedStack();
    new Bucket(stack, 'Other');
    expect(unacknowledged(findingsOf(stack)).join()).toContain('AwsSolutions-S1 CloudinaryBackup/Other/Resource');
  });
});
