import middy from '@middy/core';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answerCloudFormation, type Outcome } from '#shared/adapters/aws/answer-cloudformation.ts';
import { stepFunctionsClient } from '#shared/adapters/aws/function-clients.ts';
import { stepFunctionsExecutions } from '#shared/adapters/aws/step-functions-executions.ts';
import { firstRunEnvironment } from './environment.ts';

/** Whose run to start: properties of `Custom::FirstRun`. */
interface FirstRunProperties {
  readonly Cloud: string;
}

const { STATE_MACHINE_ARN } = firstRunEnvironment();
const executions = stepFunctionsExecutions(stepFunctionsClient());

/** If Lambda calls it twice, it starts two runs, and the second yields to the first. */
async function start(cloud: string): Promise<Outcome> {
  try {
    await executions.start(STATE_MACHINE_ARN, { cloud, reason: 'deployment' });
    return { Status: 'SUCCESS' };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown error';
    return { Status: 'FAILED', Reason: `The first inventory run of ${cloud} could not be started: ${reason}` };
  }
}

/** Starts the first inventory run of a cloud when the cloud is added to the stack, and does nothing afterwards. */
export const handler = middy<CloudFormationCustomResourceEvent<FirstRunProperties>, void>().handler(async (event) => {
  const { Cloud } = event.ResourceProperties;
  if (event.RequestType === 'Create') {
    return answerCloudFormation(event, `first run of ${Cloud}`, await start(Cloud));
  }
  return answerCloudFormation(event, event.PhysicalResourceId, { Status: 'SUCCESS' });
});
