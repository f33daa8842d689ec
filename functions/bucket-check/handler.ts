import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import { s3Client } from '#shared/adapters/aws/function-clients.ts';
import { s3BucketAdministration } from '#shared/adapters/s3/s3-bucket-administration.ts';
import { BUCKET_CONDITIONS } from '#shared/domain/bucket/bucket-conditions.ts';
import { BUCKET_VIOLATIONS } from '#shared/domain/metrics.ts';
import { inspectBucket } from '#shared/usecases/bucket/inspect-bucket.ts';
import { bucketEnvironment } from '../bucket-environment.ts';
import { publishMetrics } from '../metrics.ts';
import { bucketCheckEnvironment } from './environment.ts';

const { BUCKET_NAME, ACCOUNT, BUCKET_SETTINGS } = bucketEnvironment();
const { STACK_NAME } = bucketCheckEnvironment();
const bucket = s3BucketAdministration(s3Client(), BUCKET_NAME, ACCOUNT);
const logger = new Logger({ serviceName: 'bucket-check' });

/**
 * Checks the bucket's conditions, every hour and before each inventory run: logs those that do not hold, and publishes
 * and returns their number.
 */
export const handler = middy<unknown, { readonly violations: number }>().handler(async () => {
  const violations = await inspectBucket(bucket, BUCKET_SETTINGS);
  for (const { condition, found, unreadable } of violations) {
    const { meaning, remedy } = BUCKET_CONDITIONS[condition];
    logger.error('the bucket violates a condition', {
      bucket: BUCKET_NAME,
      condition,
      found,
      unreadable,
      meaning,
      remedy,
    });
  }
  if (violations.length === 0) logger.info('the bucket meets every condition', { bucket: BUCKET_NAME });
  publishMetrics({
    dimensions: { [BUCKET_VIOLATIONS.dimension]: STACK_NAME },
    values: { [BUCKET_VIOLATIONS.name]: violations.length },
  });
  return { violations: violations.length };
});
