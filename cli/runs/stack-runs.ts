import { invokeFunction } from '#shared/adapters/aws/invoke-function.ts';
import {
  operatorLambdaClient,
  operatorS3Client,
  operatorSqsClient,
  operatorStepFunctionsClient,
} from '#shared/adapters/aws/operator-clients.ts';
import { sqsMessageCounts } from '#shared/adapters/aws/sqs-queues.ts';
import { stepFunctionsExecutions } from '#shared/adapters/aws/step-functions-executions.ts';
import { S3ObjectStore } from '#shared/adapters/s3/s3-object-store.ts';
import type { BucketReader } from '#shared/usecases/bucket-reader.ts';
import type { RunExecutions } from '#shared/usecases/progress/run-executions.ts';
import type { QueueName } from '#shared/usecases/queue-name.ts';
import type { DeployedStack } from '../stack/deployed-stack.ts';

/** About how many messages are on a queue and its dead-letter queue: waiting, delayed or in progress. */
export interface QueueDepth {
  readonly queue: QueueName;
  readonly pending: number;
  readonly deadLetters: number;
}

/** About how many messages are on all queues of a stack. */
export interface StackQueues {
  readonly depths: readonly QueueDepth[];
  /** Messages on the set-aside queue. */
  readonly setAside: number;
}

/** What the commands that start, watch and show runs need of the stack. */
export interface StackRuns {
  readonly stackName: string;
  /** The share of the Admin API's quota that runs leave to others. */
  readonly quotaReserve: number;
  readonly executions: RunExecutions;
  readonly reader: BucketReader;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** About how many messages are on the bulk and large queues. */
  pending(): Promise<number>;
  depthOf(queue: QueueName): Promise<QueueDepth>;
  /** About how many messages are on the set-aside queue. */
  setAside(): Promise<number>;
  /** Invokes a function of the stack, and returns its result. */
  invoke(functionName: string, event: unknown): Promise<unknown>;
}

/**
 * Does some work with the runs of a stack.
 *
 * @throws OperatorError if the stack lacks an output that they need
 */
export async function withStackRuns<Result>(
  stack: DeployedStack,
  signal: AbortSignal,
  work: (runs: StackRuns) => Promise<Result>,
): Promise<Result> {
  const bucket = stack.output('BucketName');
  const runQueues = [stack.queueUrl('bulk'), stack.queueUrl('large')];
  const clients = {
    s3: operatorS3Client(),
    sqs: operatorSqsClient(),
    lambda: operatorLambdaClient(),
    stepFunctions: operatorStepFunctionsClient(),
  };
  const messagesOn = async (url: string): Promise<number> => {
    const { visible, delayed, hidden } = await sqsMessageCounts(clients.sqs, url);
    return visible + delayed + hidden;
  };
  try {
    return await work({
      stackName: stack.name,
      quotaReserve: stack.quotaReserve,
      executions: stepFunctionsExecutions(clients.stepFunctions),
      reader: new S3ObjectStore(clients.s3, bucket),
      signal,
      pending: async () => (await Promise.all(runQueues.map(messagesOn))).reduce((sum, count) => sum + count, 0),
      depthOf: async (queue) => {
        const urls = [stack.queueUrl(queue), stack.queueUrl(queue, 'DeadLetterQueue')];
        const [pending = 0, deadLetters = 0] = await Promise.all(urls.map(messagesOn));
        return { queue, pending, deadLetters };
      },
      setAside: () => messagesOn(stack.output('SetAsideQueueUrl')),
      invoke: (functionName, event) => invokeFunction(clients.lambda, functionName, event),
    });
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}
