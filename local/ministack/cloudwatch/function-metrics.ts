import { readFile } from 'node:fs/promises';
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { rootClientConfig, withRootClient } from '../root-client-config.ts';
import type { MiniStack } from '../start-ministack.ts';
import { embeddedMetrics } from './embedded-metrics.ts';
import { countSample, type Sample, type SampleSource } from './sample.ts';

/** A function and its log group. */
interface DeployedFunction {
  readonly name: string;
  readonly logGroup: string;
}

/** The metrics of every deployed function from `since` on. */
export async function functionMetrics(miniStack: MiniStack, since: Date): Promise<readonly SampleSource[]> {
  const functions = await withRootClient(miniStack, LambdaClient, async (client) => {
    const found: DeployedFunction[] = [];
    for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
      for (const { FunctionName: name = '', LoggingConfig } of Functions)
        found.push({ name, logGroup: LoggingConfig?.LogGroup ?? `/aws/lambda/${name}` });
    }
    return found;
  });
  return [metricsInLogs(miniStack, functions, since.getTime()), failures(miniStack, functions, since)];
}

/** Lines may arrive in a log group later than they were written. */
const OVERLAP_MS = 5_000;

/**
 * Metrics from the logs of functions: those that they publish in the embedded metric format, and their invocations,
 * which MiniStack itself counts only for calls of `Invoke`.
 */
function metricsInLogs(miniStack: MiniStack, functions: readonly DeployedFunction[], began: number): SampleSource {
  const client = new CloudWatchLogsClient(rootClientConfig(miniStack));
  const read = new Set<string>();
  let since = began;

  /** MiniStack writes the whole log of an invocation at once, into a stream of its own. */
  const newSamples = async ({ name, logGroup: logGroupName }: DeployedFunction, startTime: number) => {
    try {
      const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName, startTime }));
      const fresh = events.filter(({ logStreamName = '' }) => !read.has(logStreamName));
      for (const { logStreamName = '' } of fresh) read.add(logStreamName);
      return fresh.flatMap(({ message = '', timestamp = 0 }) =>
        message.startsWith('START RequestId')
          ? [sampleOf(name, 'Invocations', timestamp)]
          : embeddedMetrics(message.trim()),
      );
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return [];
      throw error;
    }
  };

  return {
    collect: async () => {
      const startTime = since - OVERLAP_MS;
      const asked = Date.now();
      const samples = await Promise.all(functions.map((fn) => newSamples(fn, startTime)));
      since = asked;
      return samples.flat();
    },
    close: () => client.destroy(),
  };
}

/** A failed batch of a queue: MiniStack logs it, but does not count it. */
const FAILED_BATCH = /ESM: Lambda (\S+) failed processing SQS batch/g;

/**
 * Failed and refused calls of functions, from MiniStack's own records and, for batches of queues, from its log. A failure
 * behind the HTTP API is in neither; its caller gets a 502.
 */
function failures(miniStack: MiniStack, functions: readonly DeployedFunction[], began: Date): SampleSource {
  const client = new CloudWatchClient(rootClientConfig(miniStack));
  const series = functions.flatMap((fn) => ['Errors', 'Throttles'].map((metric) => ({ fn: fn.name, metric })));
  const MetricDataQueries = series.map(({ fn, metric: MetricName }, index) => {
    const Metric = { Namespace: NAMESPACE, MetricName, Dimensions: [{ Name: 'FunctionName', Value: fn }] };
    return { Id: `q${index}`, MetricStat: { Metric, Period: 1, Stat: 'Sum' } };
  });
  let logRead = 0;
  /** Where the next query begins, in whole seconds: MiniStack's precision. */
  let since = Math.floor(began.getTime() / 1000);

  const recorded = async (from: Date, to: Date) => {
    const command = new GetMetricDataCommand({ StartTime: from, EndTime: to, MetricDataQueries });
    const { MetricDataResults = [] } = await client.send(command);
    return MetricDataResults.flatMap(({ Id = '', Timestamps = [], Values = [] }) => {
      const { fn, metric } = series[Number(Id.slice(1))] ?? {};
      if (fn === undefined || metric === undefined) return [];
      return Values.map((value, index) => sampleOf(fn, metric, (Timestamps[index] ?? from).getTime(), value));
    });
  };

  const failedBatches = async () => {
    const log = await readFile(miniStack.logPath, 'utf8');
    const fresh = log.slice(logRead);
    logRead = log.length;
    return [...fresh.matchAll(FAILED_BATCH)].map(([, name = '']) => sampleOf(name, 'Errors', Date.now()));
  };

  return {
    collect: async () => {
      const until = Math.floor(Date.now() / 1000);
      if (until === since) return [];
      const samples = [...(await recorded(new Date(since * 1000), new Date(until * 1000))), ...(await failedBatches())];
      since = until;
      return samples;
    },
    close: () => client.destroy(),
  };
}

const NAMESPACE = 'AWS/Lambda';

function sampleOf(FunctionName: string, name: string, at: number, value = 1): Sample {
  return countSample({ namespace: NAMESPACE, name, dimensions: { FunctionName } }, at, value);
}
