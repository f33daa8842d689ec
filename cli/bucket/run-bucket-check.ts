import { ALL_BUCKET_CONDITIONS } from '../../shared/domain/bucket/bucket-conditions.ts';
import { inspectBucket } from '../../shared/usecases/bucket/inspect-bucket.ts';
import type { CommandContext } from '../command-context.ts';
import { countText } from '../console/count-text.ts';
import { EXIT_CODE, type ExitCode } from '../exit-code.ts';
import type { CommonOptions } from '../operator-command.ts';
import type { DeployedStack } from '../stack/deployed-stack.ts';
import { withDeployedBucket } from './deployed-bucket.ts';
import { violationDocument } from './violation-document.ts';
import { violationLines } from './violation-lines.ts';

/** Looks whether the bucket is as its deployment made it, and tells what is not. */
export function runBucketCheck(
  { json = false }: CommonOptions,
  stack: DeployedStack,
  { console }: CommandContext,
): Promise<ExitCode> {
  return withDeployedBucket(stack, async ({ name, bucket, settings }) => {
    const violations = await inspectBucket(bucket, settings);
    const ok = violations.length === 0;
    if (json) {
      const document = { command: 'bucket check', stack: stack.name, bucket: name, ok };
      console.json({ ...document, violations: violations.map(violationDocument) });
    } else if (ok) {
      console.lines([`The bucket ${name} is as it must be: all ${ALL_BUCKET_CONDITIONS.length} conditions hold.`]);
    } else {
      const lines = violations.flatMap(violationLines);
      console.lines([`The bucket ${name}: ${countText(violations.length, 'violation')}`, ...lines]);
    }
    return ok ? EXIT_CODE.done : EXIT_CODE.attention;
  });
}
