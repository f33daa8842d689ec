import type { Construct } from 'constructs';
import type { CloudConfigurations } from '../configuration/cloud-settings.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { NodeFunction } from '../node-function.ts';
import type { NotificationApi } from '../notification-api.ts';
import { credentialsAccess } from '../permissions.ts';
import { cloudsVariable } from '../worker-clouds.ts';

/** The clouds whose triggers the stack registers. */
export function automaticClouds(clouds: CloudConfigurations): CloudConfigurations {
  return Object.fromEntries(Object.entries(clouds).filter(([, { triggers }]) => triggers === 'automatic'));
}

export interface TriggerCheckProps extends Pick<Configuration, 'clouds' | 'logRetentionDays'> {
  readonly api: NotificationApi;
}

/** Before each inventory run, registers triggers again that someone removed or altered at Cloudinary. */
export function triggerCheck(
  scope: Construct,
  id: string,
  { clouds, logRetentionDays, api }: TriggerCheckProps,
): NodeFunction {
  const ours = automaticClouds(clouds);
  return new NodeFunction(scope, id, {
    description: 'Registers missing triggers at Cloudinary again, before each inventory run',
    folder: 'trigger-check',
    // A call of the Admin API for each event type, if all of them are missing.
    timeoutSeconds: 110,
    memorySize: 256,
    environment: {
      CLOUDS: cloudsVariable(ours, 'credentialsParameter', 'apiOrigin'),
      WEBHOOKS_URL: api.webhooksUrl,
    },
    permissions: [credentialsAccess(scope, ours)],
    logRetentionDays,
  });
}
