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
import type { Lane } from '#shared/usecases/lane.ts';
import type { RunExecutions } from '#shared/usecases/progress/run-executions.ts';
import type { DeployedStack } from '../stack/deployed-stack.ts';

/** About how many messages a lane's queues hold, those in work included. */
export interface QueueDepth {
  readonly lane: Lane;
  readonly pending: number;
  readonly deadLetters: number;
}

/** What the commands that start and watch runs need of the stack's services. */
export interface StackRuns {
  readonly executions: RunExecutions;
  readonly reader: BucketReader;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** About how many messages wait on the bulk and large queues, or are in work. */
  pending(): Promise<number>;
  depthOf(lane: Lane): Promise<QueueDepth>;
  /** Calls a function of the stack, and gives what it returns. */
  invoke(functionName: string, event: unknown): Promise<unknown>;
}

/**
 * Does something with the runs of a stack.
 *
 * @throws OperatorError where the stack lacks an output that they need
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
  const countOf = (url: string) => sqsMessageCounts(clients.sqs, url);
  try {
    return await work({
      executions: stepFunctionsExecutions(clients.stepFunctions),
      reader: new S3ObjectStore(clients.s3, bucket),
      signal,
      pending: async () => {
        const counts = await Promise.all(runQueues.map(countOf));
        return counts.reduce((sum, { visible, delayed, hidden }) => sum + visible + delayed + hidden, 0);
      },
      depthOf: async (lane) => {
        const [queue, dead] = await Promise.all([
          countOf(stack.queueUrl(lane)),
          countOf(stack.queueUrl(lane, 'DeadLetterQueue')),
        ]);
        return { lane, pending: queue.visible + queue.hidden, deadLetters: dead.visible + dead.hidden };
      },
      invoke: (functionName, event) => invokeFunction(clients.lambda, functionName, event),
    });
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}
