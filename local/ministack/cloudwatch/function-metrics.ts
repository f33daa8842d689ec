import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { rootClientConfig } from '../root-client-config.ts';
import type { MiniStack } from '../start-ministack.ts';
import { embeddedMetrics } from './embedded-metrics.ts';
import type { Sample, SampleSource } from './sample.ts';

/** A log group may get lines of a moment that was asked for already. In ms. */
const OVERLAP_MS = 5_000;

/** What functions publish by logging it, in the embedded metric format: taken from their log groups, as CloudWatch does. */
export class FunctionMetrics implements SampleSource {
  readonly #client: CloudWatchLogsClient;
  readonly #logGroups: readonly string[];
  readonly #read = new Set<string>();
  #since: number;

  constructor(miniStack: MiniStack, logGroups: readonly string[], since: Date) {
    this.#client = new CloudWatchLogsClient(rootClientConfig(miniStack));
    this.#logGroups = logGroups;
    this.#since = since.getTime();
  }

  async collect(): Promise<readonly Sample[]> {
    const startTime = this.#since - OVERLAP_MS;
    const asked = Date.now();
    const samples = await Promise.all(this.#logGroups.map((logGroup) => this.#newSamples(logGroup, startTime)));
    this.#since = asked;
    return samples.flat();
  }

  close(): void {
    this.#client.destroy();
  }

  /** MiniStack writes the whole log of an invocation at once, into a stream of its own. */
  async #newSamples(logGroupName: string, startTime: number): Promise<readonly Sample[]> {
    try {
      const { events = [] } = await this.#client.send(new FilterLogEventsCommand({ logGroupName, startTime }));
      const fresh = events.filter(({ logStreamName = '' }) => !this.#read.has(logStreamName));
      for (const { logStreamName = '' } of fresh) this.#read.add(logStreamName);
      return fresh.flatMap(({ message = '' }) => embeddedMetrics(message.trim()));
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return [];
      throw error;
    }
  }
}
