import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import { snsClient } from '../../shared/adapters/aws/sns-client.ts';
import { SnsTopic } from '../../shared/adapters/aws/sns-topic.ts';
import { ssmClient } from '../../shared/adapters/aws/ssm-client.ts';
import { readSsmCredentials } from '../../shared/adapters/aws/ssm-credentials.ts';
import { abortStaleUploads } from '../../shared/adapters/s3/s3-stale-uploads.ts';
import { revisionsFolder } from '../../shared/domain/bucket/bucket-layout.ts';
import { inventoryStep } from '../../shared/usecases/inventory/inventory-step.ts';
import { runDependencies } from '../run-dependencies.ts';
import { StepDeadline } from '../step-deadline.ts';
import { failedStep } from '../step-failure.ts';
import { checksOf, configuredCloud, stepEventOf } from '../step-request.ts';
import { inventoryEnvironment } from './environment.ts';
import { inventoryClouds } from './inventory-clouds.ts';
import { publishCompleteness } from './publish-completeness.ts';
import { type InventoryAnswer, parseInventoryRequest } from './request.ts';

const environment = inventoryEnvironment();
const logger = new Logger({ serviceName: 'inventory' });
const ssm = ssmClient();
const clouds = inventoryClouds(environment, (parameter) => readSsmCredentials(ssm, parameter));
const topic = new SnsTopic(snsClient(), environment.ALARM_TOPIC_ARN);
const dependencies = runDependencies(environment, logger);

/** Takes one step of an inventory run, or tells what Cloudinary says of a library. */
export const handler = middy<unknown, InventoryAnswer>().handler(async (event, context) => {
  using deadline = new StepDeadline(context);
  try {
    const request = parseInventoryRequest(event);
    if ('preview' in request) {
      const { listing } = configuredCloud(clouds, request.preview.cloud);
      return {
        usage: await listing.usage(deadline.signal),
        quota: listing.quota(),
        reserve: environment.QUOTA_RESERVE,
      };
    }
    const { cloud } = request.input;
    return await inventoryStep(
      { ...stepEventOf(request), checks: checksOf(request) },
      {
        ...dependencies.of({ context, deadline }),
        ...configuredCloud(clouds, cloud),
        abortStaleUploads: (begunBefore) =>
          abortStaleUploads(
            dependencies.s3,
            environment.BUCKET_NAME,
            revisionsFolder(cloud),
            begunBefore,
            deadline.signal,
          ),
        publish: (report) => publishCompleteness(report, { mail: environment.REPORT_MAIL, topic, logger }),
      },
    );
  } catch (error) {
    return failedStep(error, logger);
  }
});
