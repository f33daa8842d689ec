import { runCdkOnStack, type StackOptions } from '#local/ministack/run-cdk.ts';

/** Deletes a deployed stack by the plain `cdk destroy`; retained resources stay. */
export async function destroyStack(options: StackOptions): Promise<void> {
  await runCdkOnStack('destroy', ['--force'], options);
}
