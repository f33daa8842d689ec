import { setTimeout as sleep } from 'node:timers/promises';
import { REVISIONS_PREFIX } from '../../shared/domain/bucket/bucket-layout.ts';
import type { DeployedStack } from '../e2e/stack/deployed-stack.ts';
import { type HashedObject, hashObject } from '../e2e/stack/revision-faults.ts';

const PAUSE_MS = 300;

/** Looks at the bucket all the time and hashes every object as soon as it shows. */
export class BucketObserver {
  readonly #stack: DeployedStack;
  readonly #prefix: string;
  readonly #seen = new Map<string, HashedObject>();
  readonly #watching: Promise<void>;
  #stopped = false;

  constructor(stack: DeployedStack, cloud: string) {
    this.#stack = stack;
    this.#prefix = `${REVISIONS_PREFIX}${cloud}/`;
    this.#watching = this.#watch();
    // Whoever stops it hears of its failure.
    this.#watching.catch(() => {});
  }

  /** How many objects it has seen. */
  get count(): number {
    return this.#seen.size;
  }

  /** Looks a last time, and gives all that it has ever seen. */
  async stop(): Promise<readonly HashedObject[]> {
    this.#stopped = true;
    await this.#watching;
    await this.#look();
    return [...this.#seen.values()];
  }

  async #watch(): Promise<void> {
    while (!this.#stopped) {
      await this.#look();
      await sleep(PAUSE_MS);
    }
  }

  async #look(): Promise<void> {
    for (const key of await this.#stack.keys(this.#prefix)) {
      if (!this.#seen.has(key)) this.#seen.set(key, await hashObject(this.#stack, key));
    }
  }
}
