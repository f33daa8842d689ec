import * as z from 'zod/mini';
import { s3Client, snsClient, ssmClient } from '#shared/adapters/aws/function-clients.ts';
import { publishToTopic } from '#shared/adapters/aws/sns-topic.ts';
import { cloudinaryListing } from '#shared/adapters/cloudinary/cloudinary-listing.ts';
import { abortStaleUploads } from '#shared/adapters/s3/s3-stale-uploads.ts';
import { revisionsFolder } from '#shared/domain/bucket/bucket-layout.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import { INVENTORY } from '#shared/usecases/inventory/inventory.ts';
import { connectClouds } from '../clouds.ts';
import { configuredCloud, runHandler } from '../run-handler.ts';
import { inventoryEnvironment } from './environment.ts';
import { publishCompleteness } from './publish-completeness.ts';

const environment = inventoryEnvironment();
const { BUCKET_NAME, ALARM_TOPIC_ARN, REPORT_MAIL: mail, QUOTA_RESERVE: reserve } = environment;
const clouds = connectClouds(environment, ssmClient(), (connection, { rules, credentialsParameter }) => ({
  listing: cloudinaryListing(connection),
  rules,
  credentialsParameter,
  credentials: connection.credentials,
}));
const [s3, sns] = [s3Client(), snsClient()];
/** The operator's question before a run: how large the library is, and what is left of the quota. */
const preview = z.object({ preview: z.object({ cloud: z.string() }) });

/** The error of a preview, which names the parameter, and the key that was refused. */
async function named(error: unknown, { credentialsParameter, credentials }: (typeof clouds)[string]): Promise<unknown> {
  if (!(error instanceof PipelineError) || error.code !== 'credentials-unavailable') return error;
  const key = await credentials().then(
    ({ calling }) => `, API key ${calling.apiKey}`,
    () => '',
  );
  return new PipelineError(error.code, `${error.message} (Parameter ${credentialsParameter}${key})`);
}

/** Takes one step of an inventory run, or answers a preview. */
export const handler = runHandler({
  kind: INVENTORY,
  environment,
  clouds,
  on: ({ listing, rules }, { cloud }, { signal, logger }) => ({
    listing,
    rules,
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
    const cloud = configuredCloud(clouds, asked.data.preview.cloud);
    const { listing } = cloud;
    try {
      return { usage: await listing.usage(signal), quota: listing.quota(), reserve };
    } catch (error) {
      throw await named(error, cloud);
    }
  },
});
