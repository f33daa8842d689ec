import { runCdk } from './run-cdk.ts';
import type { MiniStack } from './start-ministack.ts';

const done = new WeakMap<MiniStack, Promise<void>>();

/** Runs the plain `cdk bootstrap`, once for each MiniStack. */
export function bootstrap(miniStack: MiniStack, onProgress?: (message: string) => void): Promise<void> {
  const account = miniStack.env.CDK_DEFAULT_ACCOUNT;
  const region = miniStack.env.CDK_DEFAULT_REGION;
  const args = ['bootstrap', `aws://${account}/${region}`];
  // Outside the repository: with cdk.json in the folder, cdk would run the app first, needlessly.
  const running = done.get(miniStack) ?? runCdk({ miniStack, args, cwd: miniStack.directory, onProgress });
  done.set(miniStack, running);
  return running;
}
