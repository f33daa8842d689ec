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
  // Whoever may call this function must not be able to have the secret sent where he likes.
  if (!triggersEnvironment().API_ORIGINS.includes(apiOrigin)) {
    throw new PipelineError('invalid-configuration', `${apiOrigin} is no configured apiOrigin.`);
  }
  const { calling, problems } = await readSsmCredentials(ssm, { name, cloud, apiOrigin });
  // The webhook and the worker make do with the lines that are good; a deployment is the time to mend the others.
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
    logger.info('triggers registered', { cloud: properties.Cloud, registered, warnings: [...warnings] });
    return { Status: 'SUCCESS' };
  } catch (error) {
    return { Status: 'FAILED', Reason: error instanceof Error ? error.message : 'unknown error' };
  }
}

/** A stack must be able to go even when Cloudinary, or the account there, is gone already. */
async function remove(properties: TriggerProperties): Promise<Outcome> {
  try {
    const removed = await removeTriggers(await connect(properties), properties.WebhookUrl);
    logger.info('triggers removed', { cloud: properties.Cloud, removed });
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown error';
    logger.warn('triggers left at Cloudinary', { cloud: properties.Cloud, url: properties.WebhookUrl, reason });
  }
  return { Status: 'SUCCESS' };
}

/** Registers the webhook at Cloudinary when the stack is created or changed, and removes it with the stack. */
export const handler = middy<CloudFormationCustomResourceEvent<TriggerProperties>, void>().handler(async (event) => {
  const properties = event.ResourceProperties;
  // Another URL is another resource: CloudFormation then has the old one deleted.
  const wanted = `${properties.Cloud} ${properties.WebhookUrl}`;
  const outcome = await (event.RequestType === 'Delete' ? remove(properties) : register(properties));
  await answerCloudFormation(event, event.RequestType === 'Delete' ? event.PhysicalResourceId : wanted, outcome);
});
