import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { rootClientConfig } from '../root-client-config.ts';
import type { MiniStack } from '../start-ministack.ts';
import type { DeployedFunction } from './deployed-function.ts';
import { embeddedMetrics } from './embedded-metrics.ts';
import type { Sample, SampleSource } from './sample.ts';

/** A log group may still get lines of a moment that was asked for. In ms. */
const OVERLAP_MS = 5_000;

/**
 * What the logs of functions tell: the metrics that they publish in the embedded metric format, and their invocations,
 * which MiniStack itself counts only when somebody calls `Invoke`.
 */
export class FunctionMetrics implements SampleSource {
  readonly #client: CloudWatchLogsClient;
  readonly #functions: readonly DeployedFunction[];
  readonly #read = new Set<string>();
  #since: number;

  constructor(miniStack: MiniStack, functions: readonly DeployedFunction[], since: Date) {
    this.#client = new CloudWatchLogsClient(rootClientConfig(miniStack));
    this.#functions = functions;
    this.#since = since.getTime();
  }

  async collect(): Promise<readonly Sample[]> {
    const startTime = this.#since - OVERLAP_MS;
    const asked = Date.now();
    const samples = await Promise.all(this.#functions.map((fn) => this.#newSamples(fn, startTime)));
    this.#since = asked;
    return samples.flat();
  }

  close(): void {
    this.#client.destroy();
  }

  /** MiniStack writes the whole log of an invocation at once, into a stream of its own. */
  async #newSamples({ name, logGroup: logGroupName }: DeployedFunction, startTime: number): Promise<readonly Sample[]> {
    try {
      const { events = [] } = await this.#client.send(new FilterLogEventsCommand({ logGroupName, startTime }));
      const fresh = events.filter(({ logStreamName = '' }) => !this.#read.has(logStreamName));
      for (const { logStreamName = '' } of fresh) this.#read.add(logStreamName);
      return fresh.flatMap(({ message = '', timestamp = 0 }) =>
        message.startsWith('START RequestId') ? [invocation(name, timestamp)] : embeddedMetrics(message.trim()),
      );
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return [];
      throw error;
    }
  }
}

function invocation(FunctionName: string, at: number): Sample {
  return {
    metric: { namespace: 'AWS/Lambda', name: 'Invocations', dimensions: { FunctionName } },
    value: 1,
    unit: 'Count',
    at,
  };
}
