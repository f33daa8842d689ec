import middy from '@middy/core';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answerCloudFormation } from '#shared/adapters/aws/answer-cloudformation.ts';
import { s3Client } from '#shared/adapters/aws/function-clients.ts';
import type { S3Error } from '#shared/adapters/s3/call-s3.ts';
import { putMarker } from '#shared/adapters/s3/s3-bucket-administration.ts';

/** The marker to write: properties of `Custom::CloudinaryMarker`. */
interface MarkerProperties {
  readonly Bucket: string;
  readonly Key: string;
}

const s3 = s3Client();

/**
 * Writes the empty object by which Cloudinary recognises the bucket as its customer's. Deletion does nothing: a marker
 * outlives the stack, as the bucket does.
 */
export const handler = middy<CloudFormationCustomResourceEvent<MarkerProperties>, void>().handler(async (event) => {
  const { Bucket, Key } = event.ResourceProperties;
  const id = `${Bucket}/${Key}`;
  try {
    if (event.RequestType !== 'Delete') await putMarker(s3, Bucket, Key);
  } catch (error) {
    // S3's own message names the policy that denies, which the operator needs.
    const { message, cause } = error as S3Error; // nothing else is thrown
    const Reason = `Could not write the marker. ${message} ${cause}`;
    return answerCloudFormation(event, id, { Status: 'FAILED', Reason });
  }
  return answerCloudFormation(event, id, { Status: 'SUCCESS' });
});
