import * as z from 'zod/mini';
import { json, readEnvironment, text } from './environment.ts';

const schema = z.object({
  BUCKET_NAME: text,
  /** The account that the bucket belongs to. */
  ACCOUNT: text,
  /** The settings that its policy and its conditions follow from. */
  BUCKET_SETTINGS: json(
    z.object({
      bucketArn: text,
      clouds: z.array(text),
      cloudinaryGrant: z.enum(['backup', 'restore', 'none']),
      objectOwnership: z.enum(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']),
      operatorRoleArn: z.optional(text),
      deploymentRoleArn: z.optional(text),
      adopted: z.optional(z.boolean()),
    }),
  ),
});

/** The bucket, and the settings that it must have. */
export function bucketEnvironment() {
  return readEnvironment(schema);
}
