import * as z from 'zod/mini';
import { json, readEnvironment, text } from './environment.ts';

const schema = z.object({
  BUCKET_NAME: text,
  /** The account that the bucket belongs to. */
  ACCOUNT: text,
  /** What its policy and settings are to be. */
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

/** The bucket, and what it is to be like. */
export function bucketEnvironment() {
  return readEnvironment(schema);
}
