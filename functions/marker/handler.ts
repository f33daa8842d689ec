import middy from '@middy/core';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answerCloudFormation } from '../../shared/adapters/aws/answer-cloudformation.ts';
import { putMarker } from '../../shared/adapters/s3/put-marker.ts';
import { s3Client } from '../../shared/adapters/s3/s3-client.ts';

/** The marker to put: properties of `Custom::CloudinaryMarker`. */
interface MarkerProperties {
  readonly Bucket: string;
  readonly Key: string;
}

const s3 = s3Client();

/**
 * Puts the empty object by which Cloudinary recognises the bucket as its customer's. Deletion does nothing: a marker
 * outlives the stack, as the bucket does.
 */
export const handler = middy<CloudFormationCustomResourceEvent<MarkerProperties>, void>().handler(async (event) => {
  const { Bucket, Key } = event.ResourceProperties;
  const id = `${Bucket}/${Key}`;
  try {
    if (event.RequestType !== 'Delete') await putMarker(s3, Bucket, Key);
  } catch (error) {
    const Reason = `Could not put the marker ${id}: ${error instanceof Error ? error.message : String(error)}`;
    return answerCloudFormation(event, id, { Status: 'FAILED', Reason });
  }
  return answerCloudFormation(event, id, { Status: 'SUCCESS' });
});
