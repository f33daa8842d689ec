import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { rootClientConfig } from '#local/ministack/root-client-config.ts';
import type { MiniStack } from '#local/ministack/start-ministack.ts';

/**
 * Runs a function once in each hour of the drill's time, as its schedule does on AWS. Resolves after the first run.
 *
 * @returns a function that stops it, and throws if a run has failed
 */
export async function startHourlyCheck(
  miniStack: MiniStack,
  FunctionName: string,
  hourMs: number,
): Promise<() => Promise<void>> {
  const client = new LambdaClient(rootClientConfig(miniStack));
  const ending = new AbortController();
  const { signal } = ending;
  const invoke = () => client.send(new InvokeCommand({ FunctionName }));
  const repeat = async () => {
    while (!signal.aborted) {
      await sleep(hourMs, undefined, { signal }).catch(() => {});
      if (!signal.aborted) await invoke();
    }
  };
  await invoke();
  const running = repeat();
  running.catch(() => {}); // thrown to the caller that stops it
  return async () => {
    ending.abort();
    await running;
    client.destroy();
  };
}
