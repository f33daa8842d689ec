import { randomBytes } from 'node:crypto';
import type { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { sqsClient } from '../shared/adapters/aws/sqs-client.ts';
import { SqsRunQueues } from '../shared/adapters/aws/sqs-run-queues.ts';
import { stepFunctionsClient } from '../shared/adapters/aws/step-functions-client.ts';
import { StepFunctionsExecutions } from '../shared/adapters/aws/step-functions-executions.ts';
import { s3Client } from '../shared/adapters/s3/s3-client.ts';
import { S3ObjectStore } from '../shared/adapters/s3/s3-object-store.ts';
import type { RunDependencies } from '../shared/usecases/runs/run-dependencies.ts';
import type { StepDeadline } from './step-deadline.ts';

/** The values of the variables that both kinds of runs have. */
export interface RunEnvironment {
  readonly BUCKET_NAME: string;
  readonly BULK_QUEUE_URL: string;
  readonly LARGE_QUEUE_URL: string;
  readonly BULK_BACKLOG_LIMIT: number;
  readonly LARGE_BACKLOG_LIMIT: number;
  readonly QUEUE_LAG_SECONDS: number;
}

/** One invocation. */
export interface Invocation {
  readonly context: Pick<Context, 'awsRequestId' | 'logStreamName'>;
  readonly deadline: Pick<StepDeadline, 'isLate' | 'signal'>;
}

/** Builds the adapters of a run's function once, and gives each invocation what its step needs from outside. */
export function runDependencies(environment: RunEnvironment, logger: Logger) {
  const s3 = s3Client();
  const shared = {
    store: new S3ObjectStore(s3, environment.BUCKET_NAME),
    queues: new SqsRunQueues(sqsClient(), { bulk: environment.BULK_QUEUE_URL, large: environment.LARGE_QUEUE_URL }),
    backlogLimits: { bulk: environment.BULK_BACKLOG_LIMIT, large: environment.LARGE_BACKLOG_LIMIT },
    queueLagSeconds: environment.QUEUE_LAG_SECONDS,
    executions: new StepFunctionsExecutions(stepFunctionsClient()),
    now: () => new Date(),
    entropy: () => randomBytes(10),
    note: (message: string, details: Readonly<Record<string, unknown>>) => logger.info(message, { ...details }),
  };
  return {
    s3,
    of: ({ context, deadline }: Invocation): RunDependencies => ({
      ...shared,
      writtenBy: { 'request-id': context.awsRequestId, 'log-stream': encodeURIComponent(context.logStreamName) },
      isLate: () => deadline.isLate(),
      signal: deadline.signal,
    }),
  };
}
