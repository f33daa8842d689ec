import { CustomResource, Duration } from 'aws-cdk-lib';
import { Policy } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { EVENT_TYPES } from '#shared/domain/cloudinary/event-types.ts';
import type { Configuration } from './configuration/configuration.ts';
import { NodeFunction } from './node-function.ts';
import type { NotificationApi } from './notification-api.ts';
import { credentialsAccess } from './permissions.ts';
import { automaticClouds } from './runs/trigger-check.ts';

export interface TriggerRegistrationProps extends Pick<Configuration, 'clouds' | 'logRetentionDays'> {
  readonly api: NotificationApi;
}

/**
 * Where the function may send credentials: the configured origins, and Cloudinary's own for a cloud that has just left
 * the configuration.
 *
 * Source: https://cloudinary.com/documentation/admin_api
 */
function apiOrigins(clouds: Configuration['clouds']): readonly string[] {
  return [
    ...new Set([
      ...['api', 'api-eu', 'api-ap'].map((name) => `https://${name}.cloudinary.com`),
      ...Object.values(clouds).map(({ apiOrigin }) => apiOrigin),
    ]),
  ];
}

/** Registers the API's webhook at Cloudinary for every cloud whose triggers are `automatic`. */
export class TriggerRegistration extends Construct {
  constructor(scope: Construct, id: string, { clouds, logRetentionDays, api }: TriggerRegistrationProps) {
    super(scope, id);
    const automatic = Object.entries(automaticClouds(clouds));
    if (automatic.length === 0) return;
    const fn = new NodeFunction(this, 'Function', {
      description: 'Registers the webhook at Cloudinary on deployment, and removes it with the stack',
      folder: 'triggers',
      // It ends before CloudFormation gives up, so that the operator sees the reason for a failure.
      timeoutSeconds: 110,
      memorySize: 256,
      permissions: [],
      environment: { API_ORIGINS: JSON.stringify(apiOrigins(clouds)) },
      logRetentionDays,
    });
    for (const [cloud, settings] of automatic) {
      const triggers = new CustomResource(this, `Triggers-${cloud}`, {
        resourceType: 'Custom::CloudinaryTriggers',
        serviceToken: fn.functionArn,
        serviceTimeout: Duration.seconds(120),
        properties: {
          Cloud: cloud,
          WebhookUrl: api.webhookUrl(cloud),
          CredentialsParameter: settings.credentialsParameter,
          ApiOrigin: settings.apiOrigin,
          // The function does not read it: if a release needs more types, CloudFormation calls the function.
          EventTypes: EVENT_TYPES,
        },
      });
      // A policy for each cloud: when a cloud leaves the configuration, its triggers are removed before the right to read
      // its credentials. One policy for all clouds would be changed before that.
      const access = new Policy(this, `Credentials-${cloud}`, {
        roles: fn.role === undefined ? [] : [fn.role],
        statements: [credentialsAccess(this, { [cloud]: settings })],
      });
      triggers.node.addDependency(access);
      // The API exists before the first notification, and on destruction until the triggers are gone.
      triggers.node.addDependency(api);
    }
  }
}
