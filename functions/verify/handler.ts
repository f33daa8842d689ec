import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import type { StepResult } from '../../shared/usecases/runs/step.ts';
import { type VerifyOutcome, type VerifyState, verifyStep } from '../../shared/usecases/verify/verify-step.ts';
import { runDependencies } from '../run-dependencies.ts';
import { StepDeadline } from '../step-deadline.ts';
import { type FailedStep, failedStep } from '../step-failure.ts';
import { configuredCloud, stepEventOf } from '../step-request.ts';
import { verifyEnvironment } from './environment.ts';
import { passable } from './passable.ts';
import { publishVerification } from './publish-verification.ts';
import { parseVerifyRequest } from './request.ts';

const environment = verifyEnvironment();
const clouds = Object.fromEntries(environment.CLOUDS.map((cloud) => [cloud, cloud]));
const logger = new Logger({ serviceName: 'verify' });
const dependencies = runDependencies(environment, logger);

/** Takes one step of a verify run. */
export const handler = middy<unknown, StepResult<VerifyState, VerifyOutcome> | FailedStep>().handler(
  async (event, context) => {
    using deadline = new StepDeadline(context);
    try {
      const request = parseVerifyRequest(event);
      configuredCloud(clouds, request.input.cloud);
      const result = await verifyStep(stepEventOf(request), {
        ...dependencies.of({ context, deadline }),
        publish: async (report) => publishVerification(report, logger),
      });
      return passable(result);
    } catch (error) {
      return failedStep(error, logger);
    }
  },
);
