import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import { ssmClient } from '#shared/adapters/aws/function-clients.ts';
import { readSsmCredentials } from '#shared/adapters/aws/ssm-credentials.ts';
import { cloudinaryTriggers } from '#shared/adapters/cloudinary/cloudinary-triggers.ts';
import { registerTriggers } from '#shared/usecases/triggers/register-triggers.ts';
import { triggerCheckEnvironment } from './environment.ts';

/** The part of an execution's input that matters here. */
interface TriggerCheckEvent {
  readonly cloud?: string;
}

/** How many triggers were missing or altered; absent for a cloud whose triggers the stack does not register. */
interface TriggerCheckResult {
  readonly repaired?: number;
}

const { CLOUDS, WEBHOOKS_URL } = triggerCheckEnvironment();
const ssm = ssmClient();
const logger = new Logger({ serviceName: 'trigger-check' });

/** Before each inventory run, registers triggers again that someone removed or altered at Cloudinary. */
export const handler = middy<TriggerCheckEvent, TriggerCheckResult>().handler(async ({ cloud = '' }) => {
  const settings = Object.hasOwn(CLOUDS, cloud) ? CLOUDS[cloud] : undefined;
  if (settings === undefined) return {};
  const { credentialsParameter: name, apiOrigin } = settings;
  const { calling } = await readSsmCredentials(ssm, { name, cloud, apiOrigin });
  const triggers = cloudinaryTriggers(apiOrigin, cloud, calling);
  const { repaired, warnings } = await registerTriggers(triggers, `${WEBHOOKS_URL}/${cloud}`);
  logger.info('triggers at Cloudinary checked', { cloud, repaired, warnings: [...warnings] });
  return { repaired };
});
