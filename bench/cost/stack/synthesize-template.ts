import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';

const ROOT = join(import.meta.dirname, '../../..');

const template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});

/** A CloudFormation template, as far as costs follow from it. */
export type StackTemplate = z.output<typeof template>;

/**
 * The stack as it would be deployed with a configuration: the CDK app itself, run as `cdk synth` runs it, without
 * bundling its functions.
 *
 * @param configuration what stands under `cloudinaryBackup` in CDK's context
 * @throws Error with what the app says of a wrong configuration
 */
export async function synthesizeTemplate(configuration: unknown): Promise<StackTemplate> {
  const folder = await mkdtemp(join(tmpdir(), 'cost-'));
  try {
    const { context }: { context: object } = JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8'));
    const CDK_CONTEXT_JSON = JSON.stringify({
      ...context,
      'aws:cdk:bundling-stacks': [],
      cloudinaryBackup: configuration,
    });
    const env = { PATH: process.env['PATH'], CDK_OUTDIR: folder, CDK_CONTEXT_JSON };
    await promisify(execFile)(process.execPath, [join(ROOT, 'infra/app.ts')], { cwd: ROOT, env });
    return template.parse(JSON.parse(await readFile(join(folder, 'CloudinaryBackup.template.json'), 'utf8')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
