import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answerCloudFormation, type Outcome } from '#shared/adapters/aws/answer-cloudformation.ts';
import { ssmClient } from '#shared/adapters/aws/function-clients.ts';
import { readSsmCredentials } from '#shared/adapters/aws/ssm-credentials.ts';
import { cloudinaryTriggers } from '#shared/adapters/cloudinary/cloudinary-triggers.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import { registerTriggers, removeTriggers } from '#shared/usecases/triggers/register-triggers.ts';
import type { TriggerApi } from '#shared/usecases/triggers/trigger-api.ts';
import { triggersEnvironment } from './environment.ts';

/** The webhook to register: properties of `Custom::CloudinaryTriggers`. */
interface TriggerProperties {
  readonly Cloud: string;
  readonly WebhookUrl: string;
  readonly CredentialsParameter: string;
  readonly ApiOrigin: string;
}

const ssm = ssmClient();
const logger = new Logger({ serviceName: 'triggers' });

async function connect(properties: TriggerProperties): Promise<TriggerApi> {
  const { Cloud: cloud, CredentialsParameter: name, ApiOrigin: apiOrigin } = properties;
  // A caller of this function must not be able to choose where the secret is sent.
  if (!triggersEnvironment().API_ORIGINS.includes(apiOrigin)) {
    throw new PipelineError('invalid-configuration', `${apiOrigin} is not a configured apiOrigin.`);
  }
  const { calling, problems } = await readSsmCredentials(ssm, { name, cloud, apiOrigin });
  // The webhook and the worker use the lines that are valid; a deployment is the time to correct the others.
  if (problems.length > 0) {
    throw new PipelineError(
      'credentials-unavailable',
      `The SSM parameter ${name} is malformed: ${problems.join('; ')}.`,
    );
  }
  return cloudinaryTriggers(apiOrigin, cloud, calling);
}

async function register(properties: TriggerProperties): Promise<Outcome> {
  try {
    const { registered, warnings } = await registerTriggers(await connect(properties), properties.WebhookUrl);
    logger.info('triggers registered at Cloudinary', { cloud: properties.Cloud, registered, warnings: [...warnings] });
    return { Status: 'SUCCESS' };
  } catch (error) {
    return { Status: 'FAILED', Reason: error instanceof Error ? error.message : 'unknown error' };
  }
}

/** It must be possible to delete a stack when Cloudinary cannot be reached, or the account there no longer exists. */
async function remove(properties: TriggerProperties): Promise<Outcome> {
  try {
    const removed = await removeTriggers(await connect(properties), properties.WebhookUrl);
    logger.info('triggers removed at Cloudinary', { cloud: properties.Cloud, removed });
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown error';
    logger.warn('triggers could not be removed at Cloudinary', {
      cloud: properties.Cloud,
      url: properties.WebhookUrl,
      reason,
    });
  }
  return { Status: 'SUCCESS' };
}

/** Registers the webhook at Cloudinary when the stack is created or changed, and removes it with the stack. */
export const handler = middy<CloudFormationCustomResourceEvent<TriggerProperties>, void>().handler(async (event) => {
  const properties = event.ResourceProperties;
  // Another URL is another resource: CloudFormation then deletes the old one.
  const wanted = `${properties.Cloud} ${properties.WebhookUrl}`;
  const outcome = await (event.RequestType === 'Delete' ? remove(properties) : register(properties));
  await answerCloudFormation(event, event.RequestType === 'Delete' ? event.PhysicalResourceId : wanted, outcome);
});
