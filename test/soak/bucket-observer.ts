import { setTimeout as sleep } from 'node:timers/promises';
import { REVISIONS_PREFIX } from '#shared/domain/bucket/bucket-layout.ts';
import type { DeployedStack } from '../e2e/stack/deployed-stack.ts';
import { type HashedObject, hashObject } from '../e2e/stack/revision-faults.ts';

const PAUSE_MS = 300;

/** Lists the bucket again and again, and hashes every object as soon as it appears. */
export function observeBucket(stack: DeployedStack, cloud: string) {
  const seen = new Map<string, HashedObject>();
  let stopped = false;
  const look = async () => {
    for (const key of await stack.keys(`${REVISIONS_PREFIX}${cloud}/`)) {
      if (!seen.has(key)) seen.set(key, await hashObject(stack, key));
    }
  };
  const watch = async () => {
    while (!stopped) {
      await look();
      await sleep(PAUSE_MS);
    }
  };
  const watching = watch();
  // `stop` throws its failure.
  watching.catch(() => {});
  return {
    seen,
    /** Lists the bucket a last time, and gives every object that it has ever seen. */
    stop: async (): Promise<readonly HashedObject[]> => {
      stopped = true;
      await watching;
      await look();
      return [...seen.values()];
    },
  };
}
