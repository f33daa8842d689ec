import { runCdkOnStack, type StackOptions } from '#local/ministack/run-cdk.ts';

/** Deletes a deployed stack by the plain `cdk destroy`; what it retains stays. */
export async function destroyStack(options: StackOptions): Promise<void> {
  await runCdkOnStack('destroy', ['--force'], options);
}
