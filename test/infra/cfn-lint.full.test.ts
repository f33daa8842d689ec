import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pythonVenv } from '#local/python/python-venv.ts';
import { CONFIGURATIONS } from './configurations.ts';
import { SynthesizedStack } from './synthesized-stack.ts';
import { type Finding, unacknowledged, unused } from './unacknowledged.ts';

let directory: string;
let cfnLint: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cfn-lint-test-'));
  cfnLint = join(dirname(await pythonVenv('cfn-lint')), 'cfn-lint');
}, 120_000);
afterAll(() => rm(directory, { recursive: true }));

/** What cfn-lint says about a template. */
async function findingsOf(template: unknown): Promise<Finding[]> {
  const file = join(directory, 'template.json');
  await writeFile(file, JSON.stringify(template));
  const regions = ['--regions', 'us-east-1', 'eu-west-1', 'ap-southeast-1'];
  const args = ['--format', 'json', '--include-checks', 'W', 'E', ...regions, '--', file];
  // It does not exit with 0 if it finds something.
  const { stdout } = await promisify(execFile)(cfnLint, args).catch((error: unknown) => {
    if (error instanceof Error && 'stdout' in error && error.stdout !== '') return { stdout: String(error.stdout) };
    throw error;
  });
  const findings: { Rule: { Id: string }; Message: string; Location: { Path: unknown[] } }[] = JSON.parse(stdout);
  return findings.map(({ Rule, Message: message, Location }) => ({
    rule: Rule.Id,
    where: Location.Path.join('/'),
    message,
  }));
}

test.each(CONFIGURATIONS)('the template is clean with $name', async ({ context }) => {
  const findings = await findingsOf(new SynthesizedStack(context).template);
  expect(unacknowledged(findings)).toEqual([]);
  expect(unused(findings, /^\^[EWI]\d/)).toEqual([]);
});

test('a template that is not clean is detected', async () => {
  const Resources = { Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 'soon' } } };
  expect(await findingsOf({ Resources })).not.toEqual([]);
});
