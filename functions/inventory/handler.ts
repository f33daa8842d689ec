import * as z from 'zod/mini';
import { s3Client, snsClient, ssmClient } from '#shared/adapters/aws/function-clients.ts';
import { publishToTopic } from '#shared/adapters/aws/sns-topic.ts';
import { cloudinaryListing } from '#shared/adapters/cloudinary/cloudinary-listing.ts';
import { abortStaleUploads } from '#shared/adapters/s3/s3-stale-uploads.ts';
import { revisionsFolder } from '#shared/domain/bucket/bucket-layout.ts';
import { INVENTORY } from '#shared/usecases/inventory/inventory.ts';
import { connectClouds } from '../clouds.ts';
import { configuredCloud, runHandler } from '../run-handler.ts';
import { inventoryEnvironment } from './environment.ts';
import { publishCompleteness } from './publish-completeness.ts';

const environment = inventoryEnvironment();
const { BUCKET_NAME, ALARM_TOPIC_ARN, REPORT_MAIL: mail, QUOTA_RESERVE: reserve } = environment;
const clouds = connectClouds(environment, ssmClient(), (connection, { rules }) => ({
  listing: cloudinaryListing(connection),
  rules,
}));
const [s3, sns] = [s3Client(), snsClient()];
/** What the operator asks before a run: how large the library is, and what is left of the quota. */
const preview = z.object({ preview: z.object({ cloud: z.string() }) });

/** Takes one step of an inventory run, or answers a preview. */
export const handler = runHandler({
  kind: INVENTORY,
  environment,
  clouds,
  on: (settings, { cloud }, { signal, logger }) => ({
    ...settings,
    abortStaleUploads: (begunBefore) => abortStaleUploads(s3, BUCKET_NAME, revisionsFolder(cloud), begunBefore, signal),
    publish: (report) =>
      publishCompleteness(report, {
        mail,
        logger,
        publish: (subject, text) => publishToTopic(sns, ALARM_TOPIC_ARN, subject, text),
      }),
  }),
  answer: async (event, signal) => {
    const asked = preview.safeParse(event);
    if (!asked.success) return undefined;
    const { listing } = configuredCloud(clouds, asked.data.preview.cloud);
    return { usage: await listing.usage(signal), quota: listing.quota(), reserve };
  },
});
