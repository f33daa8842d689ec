import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answerCloudFormation, type Outcome } from '#shared/adapters/aws/answer-cloudformation.ts';
import { s3Client } from '#shared/adapters/aws/function-clients.ts';
import { s3BucketAdministration } from '#shared/adapters/s3/s3-bucket-administration.ts';
import {
  ALL_BUCKET_CONDITIONS,
  BUCKET_CONDITIONS,
  type BucketViolation,
} from '#shared/domain/bucket/bucket-conditions.ts';
import { guardBucket } from '#shared/usecases/bucket/guard-bucket.ts';
import { bucketEnvironment } from '../bucket-environment.ts';

// Read from the environment, not from the event: a caller of this function cannot make it write another policy.
const { BUCKET_NAME, ACCOUNT, BUCKET_SETTINGS } = bucketEnvironment();
const bucket = s3BucketAdministration(s3Client(), BUCKET_NAME, ACCOUNT);
const logger = new Logger({ serviceName: 'adoption' });

/** Markers are resources of their own, written by another function. */
const CONDITIONS = ALL_BUCKET_CONDITIONS.filter((condition) => condition !== 'marker');

function described({ condition, found }: BucketViolation): string {
  const { meaning, remedy } = BUCKET_CONDITIONS[condition];
  return `${found}. ${meaning} ${remedy}`;
}

async function adopt(): Promise<Outcome> {
  try {
    const result = await guardBucket(bucket, BUCKET_SETTINGS, CONDITIONS);
    if (!result.guarded) {
      const Reason = `The bucket ${BUCKET_NAME} cannot be adopted: ${result.obstacles.map(described).join(' Also: ')}`;
      return { Status: 'FAILED', Reason };
    }
    const repaired = result.repaired.map(({ found }) => found);
    logger.info('existing bucket adopted', { bucket: BUCKET_NAME, repaired, keptStatements: [...result.foreign] });
    return { Status: 'SUCCESS' };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown error';
    return { Status: 'FAILED', Reason: `The bucket ${BUCKET_NAME} could not be set up: ${reason}` };
  }
}

/**
 * Adopts an existing bucket: checks it, and applies its settings and its policy. Deletion does nothing: the bucket and
 * its protection outlive the stack.
 */
export const handler = middy<CloudFormationCustomResourceEvent, void>().handler(async (event) => {
  if (event.RequestType === 'Delete') {
    return answerCloudFormation(event, event.PhysicalResourceId, { Status: 'SUCCESS' });
  }
  return answerCloudFormation(event, BUCKET_NAME, await adopt());
});
