import { invokeFunction } from '../../shared/adapters/aws/invoke-function.ts';
import {
  operatorLambdaClient,
  operatorS3Client,
  operatorSqsClient,
  operatorStepFunctionsClient,
} from '../../shared/adapters/aws/operator-clients.ts';
import { SqsQueues } from '../../shared/adapters/aws/sqs-queues.ts';
import { StepFunctionsExecutions } from '../../shared/adapters/aws/step-functions-executions.ts';
import { S3ObjectStore } from '../../shared/adapters/s3/s3-object-store.ts';
import type { BucketReader } from '../../shared/usecases/bucket-reader.ts';
import type { RunExecutions } from '../../shared/usecases/progress/run-executions.ts';
import type { DeployedStack } from '../stack/deployed-stack.ts';

/** What the commands that start and watch runs need of the stack's services. */
export interface StackRuns {
  readonly executions: RunExecutions;
  readonly reader: BucketReader;
  /** About how many messages wait on the bulk and large queues, or are in work. */
  pending(): Promise<number>;
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
  work: (runs: StackRuns) => Promise<Result>,
): Promise<Result> {
  const bucket = stack.output('BucketName');
  const urls = { bulk: stack.output('BulkQueueUrl'), large: stack.output('LargeQueueUrl') };
  const clients = {
    s3: operatorS3Client(),
    sqs: operatorSqsClient(),
    lambda: operatorLambdaClient(),
    stepFunctions: operatorStepFunctionsClient(),
  };
  const queues = new SqsQueues(clients.sqs, urls);
  try {
    return await work({
      executions: new StepFunctionsExecutions(clients.stepFunctions),
      reader: new S3ObjectStore(clients.s3, bucket),
      pending: async () => {
        const [bulk, large] = await Promise.all([queues.pending('bulk'), queues.pending('large')]);
        return bulk + large;
      },
      invoke: (functionName, event) => invokeFunction(clients.lambda, functionName, event),
    });
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}
