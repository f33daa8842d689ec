import { readFile } from 'node:fs/promises';
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { rootClientConfig } from '../root-client-config.ts';
import type { MiniStack } from '../start-ministack.ts';
import type { DeployedFunction } from './deployed-function.ts';
import type { Sample, SampleSource } from './sample.ts';

const RECORDED = ['Errors', 'Throttles'] as const;

/** A batch of a queue whose function failed: MiniStack says so in its log, and counts it nowhere. */
const FAILED_BATCH = /ESM: Lambda (\S+) failed processing SQS batch/g;

/**
 * Failed and refused calls of functions: MiniStack's own records, and for batches of queues its log. A failure behind the
 * HTTP API is in neither; its caller gets a 502.
 */
export class FunctionFailures implements SampleSource {
  readonly #client: CloudWatchClient;
  readonly #logPath: string;
  readonly #queries: readonly { readonly FunctionName: string; readonly name: (typeof RECORDED)[number] }[];
  #logRead = 0;
  /** In whole seconds, which is as exact as MiniStack tells. */
  #since: number;

  constructor(miniStack: MiniStack, functions: readonly DeployedFunction[], since: Date) {
    this.#client = new CloudWatchClient(rootClientConfig(miniStack));
    this.#logPath = miniStack.logPath;
    this.#queries = functions.flatMap((fn) => RECORDED.map((name) => ({ FunctionName: fn.name, name })));
    this.#since = Math.floor(since.getTime() / 1000);
  }

  async collect(): Promise<readonly Sample[]> {
    const until = Math.floor(Date.now() / 1000);
    if (until === this.#since) return [];
    const samples = [...(await this.#recorded(this.#since, until)), ...(await this.#failedBatches())];
    this.#since = until;
    return samples;
  }

  close(): void {
    this.#client.destroy();
  }

  async #recorded(from: number, to: number): Promise<readonly Sample[]> {
    const { MetricDataResults = [] } = await this.#client.send(
      new GetMetricDataCommand({
        StartTime: new Date(from * 1000),
        EndTime: new Date(to * 1000),
        MetricDataQueries: this.#queries.map(({ FunctionName, name }, index) => ({
          Id: `q${index}`,
          MetricStat: {
            Metric: {
              Namespace: 'AWS/Lambda',
              MetricName: name,
              Dimensions: [{ Name: 'FunctionName', Value: FunctionName }],
            },
            Period: 1,
            Stat: 'Sum',
          },
        })),
      }),
    );
    return MetricDataResults.flatMap(({ Id = '', Timestamps = [], Values = [] }) => {
      const query = this.#queries[Number(Id.slice(1))];
      if (query === undefined) return [];
      return Values.map((value, index) =>
        failure(query.FunctionName, query.name, value, Timestamps[index]?.getTime() ?? from * 1000),
      );
    });
  }

  async #failedBatches(): Promise<readonly Sample[]> {
    const log = await readFile(this.#logPath, 'utf8');
    const fresh = log.slice(this.#logRead);
    this.#logRead = log.length;
    return [...fresh.matchAll(FAILED_BATCH)].map(([, name = '']) => failure(name, 'Errors', 1, Date.now()));
  }
}

function failure(FunctionName: string, name: string, value: number, at: number): Sample {
  return {
    metric: { namespace: 'AWS/Lambda', name, dimensions: { FunctionName } },
    value,
    unit: 'Count',
    at,
  };
}
