import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { rootClientConfig } from '../../ministack/root-client-config.ts';
import type { MiniStack } from '../../ministack/start-ministack.ts';

/** Runs a function once in each hour of the drill's time, as its schedule does on AWS. */
export class HourlyCheck {
  readonly #client: LambdaClient;
  readonly #functionName: string;
  readonly #ending = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(miniStack: MiniStack, functionName: string) {
    this.#client = new LambdaClient(rootClientConfig(miniStack));
    this.#functionName = functionName;
  }

  /** Resolves after the first run; the others follow. */
  async start(hourMs: number): Promise<void> {
    await this.#invoke();
    this.#running = this.#repeat(hourMs);
    // Whoever stops it hears of its failure.
    this.#running.catch(() => {});
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#running;
    this.#client.destroy();
  }

  async #repeat(hourMs: number): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      await sleep(hourMs, undefined, { signal }).catch(() => {});
      if (!signal.aborted) await this.#invoke();
    }
  }

  async #invoke(): Promise<void> {
    await this.#client.send(new InvokeCommand({ FunctionName: this.#functionName }));
  }
}
