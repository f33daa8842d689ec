import * as z from 'zod/mini';
import { operatorS3Client } from '#shared/adapters/aws/operator-clients.ts';
import { s3BucketAdministration } from '#shared/adapters/s3/s3-bucket-administration.ts';
import type { BucketSettings } from '#shared/domain/bucket/bucket-settings.ts';
import type { BucketAdministration } from '#shared/usecases/bucket/bucket-administration.ts';
import { parseDocument } from '#shared/usecases/progress/read-document.ts';
import { OperatorError } from '../operator-error.ts';
import type { DeployedStack } from '../stack/deployed-stack.ts';

const text = z.string().check(z.minLength(1));
const schema = z.object({
  bucketArn: text,
  cloudinaryGrant: z.enum(['backup', 'restore', 'none']),
  objectOwnership: z.enum(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']),
  operatorRoleArn: z.optional(text),
  deploymentRoleArn: z.optional(text),
  adopted: z.optional(z.boolean()),
});

/**
 * Does some work on the bucket of a stack, with the settings that the deployment gave it.
 *
 * @throws OperatorError if the stack's outputs do not say what the bucket should be like
 */
export async function withDeployedBucket<Result>(
  stack: DeployedStack,
  work: (bucket: BucketAdministration, settings: BucketSettings, name: string) => Promise<Result>,
): Promise<Result> {
  const name = stack.output('BucketName');
  const settings = parseDocument(schema, stack.output('BucketSettings'));
  const { clouds } = stack;
  if (settings === undefined || clouds.length === 0) {
    throw new OperatorError(
      `The outputs of the stack ${stack.name} do not say what its bucket should be like: another version deployed it. Deploy it again with this version (npm run deploy), then repeat the command.`,
    );
  }
  const client = operatorS3Client();
  try {
    const bucket = s3BucketAdministration(client, name, stack.account);
    return await work(bucket, { ...settings, clouds }, name);
  } finally {
    client.destroy();
  }
}
