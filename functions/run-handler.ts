import { randomBytes } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import type * as z from 'zod/mini';
import { s3Client, sqsClient, ssmClient, stepFunctionsClient } from '#shared/adapters/aws/function-clients.ts';
import { sqsQueues } from '#shared/adapters/aws/sqs-queues.ts';
import { ssmHighWaterMarks } from '#shared/adapters/aws/ssm-high-water-marks.ts';
import { stepFunctionsExecutions } from '#shared/adapters/aws/step-functions-executions.ts';
import { S3ObjectStore } from '#shared/adapters/s3/s3-object-store.ts';
import { type ErrorCode, errorCodeOf, PipelineError } from '#shared/domain/errors.ts';
import type { RunKind, RunTypes, StepResult } from '#shared/usecases/runs/run.ts';
import type { RunDependencies } from '#shared/usecases/runs/run-dependencies.ts';
import { runStep } from '#shared/usecases/runs/run-step.ts';
import { parseStepEvent } from '#shared/usecases/runs/step-event.ts';
import { deadlineOf } from './deadline.ts';
import { text, wholeNumber } from './environment.ts';

/** The variables that the functions of all kinds of run have. */
export const RUN_VARIABLES = {
  BUCKET_NAME: text,
  BULK_QUEUE_URL: text,
  LARGE_QUEUE_URL: text,
  /** How many messages a queue may hold before a run waits. */
  BULK_BACKLOG_LIMIT: wholeNumber,
  LARGE_BACKLOG_LIMIT: wholeNumber,
  /** How long SQS's counts of messages may lag behind what was sent. */
  QUEUE_LAG_SECONDS: wholeNumber,
};

/** The values of {@link RUN_VARIABLES}. */
export type RunEnvironment = {
  readonly [Name in keyof typeof RUN_VARIABLES]: z.infer<(typeof RUN_VARIABLES)[Name]>;
};

/** The result of a step that can never succeed, because its input or the environment is wrong. It fails the execution. */
export interface FailedStep {
  readonly next: 'failed';
  readonly error: ErrorCode;
  readonly reason: string;
}

/** What the function of a kind of run is made of. */
export interface RunHandler<Types extends RunTypes, Cloud, Answer> {
  readonly kind: RunKind<Types>;
  readonly environment: RunEnvironment;
  /** The clouds that are configured, by name. */
  readonly clouds: Readonly<Record<string, Cloud>>;
  /** What this kind of run needs besides what every run needs. */
  on(
    cloud: Cloud,
    input: Types['input'],
    invocation: { readonly signal: AbortSignal; readonly logger: Logger },
  ): Omit<Types['on'], keyof RunDependencies>;
  /** Answers events that are not steps; `undefined` for steps. */
  answer?(event: unknown, signal: AbortSignal): Promise<Answer | undefined>;
}

/** The handler of a run's function: builds its adapters once, and takes one step of a run per call. */
export function runHandler<Types extends RunTypes, Cloud, Answer = never>({
  kind,
  environment,
  ...rest
}: RunHandler<Types, Cloud, Answer>) {
  const logger = new Logger({ serviceName: kind.name });
  const shared = {
    store: new S3ObjectStore(s3Client(), environment.BUCKET_NAME),
    queues: sqsQueues<string>(sqsClient(), {
      bulk: environment.BULK_QUEUE_URL,
      large: environment.LARGE_QUEUE_URL,
    }),
    backlogLimits: { bulk: environment.BULK_BACKLOG_LIMIT, large: environment.LARGE_BACKLOG_LIMIT },
    queueLagSeconds: environment.QUEUE_LAG_SECONDS,
    executions: stepFunctionsExecutions(stepFunctionsClient()),
    marks: ssmHighWaterMarks(ssmClient(), environment.BUCKET_NAME),
    now: () => new Date(),
    entropy: () => randomBytes(10),
    note: (message: string, details: Readonly<Record<string, unknown>>) => logger.info(message, { ...details }),
  };
  type Result = StepResult<Types['state'], Types['report']> | FailedStep | Answer;
  return middy<unknown, Result>().handler(async (event, context) => {
    using deadline = deadlineOf(context, 'step', 0.1);
    const { signal } = deadline;
    try {
      const answer = await rest.answer?.(event, signal);
      if (answer !== undefined) return answer;
      const step = parseStepEvent<Types['input'], Types['state']>(kind.input, event);
      const cloud = configuredCloud(rest.clouds, step.input.cloud);
      const dependencies: RunDependencies = {
        ...shared,
        writtenBy: { 'request-id': context.awsRequestId, 'log-stream': encodeURIComponent(context.logStreamName) },
        isLate: () => deadline.isLate(),
        signal,
      };
      // Together they are what the kind needs: the type of the second part is what the first one lacks.
      const on = { ...dependencies, ...rest.on(cloud, step.input, { signal, logger }) } as Types['on'];
      return await runStep({ kind, event: step, on });
    } catch (error) {
      return failedStep(error, logger);
    }
  });
}

/** @throws PipelineError `invalid-configuration` for a cloud that is not configured */
export function configuredCloud<Cloud>(clouds: Readonly<Record<string, Cloud>>, name: string): Cloud {
  const cloud = Object.hasOwn(clouds, name) ? clouds[name] : undefined;
  if (cloud !== undefined) return cloud;
  throw new PipelineError(
    'invalid-configuration',
    `The cloud ${JSON.stringify(name)} is not configured. Configured clouds: ${Object.keys(clouds).join(', ')}.`,
  );
}

/**
 * Logs an error of a step. If another attempt may succeed, it is thrown again, and the state machine retries. Otherwise it
 * becomes a result: the names of what a function throws are not a contract.
 */
export function failedStep(error: unknown, logger: Logger): FailedStep {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
  logger.error('a step of the run failed', { code: errorCodeOf(error), reason });
  if (!(error instanceof PipelineError) || error.retryable) throw error;
  return { next: 'failed', error: error.code, reason: error.message };
}
