import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answerCloudFormation } from '../cloudformation/answer-cloudformation.ts';

/** The marker to put: properties of `Custom::CloudinaryMarker`. */
interface MarkerProperties {
  readonly Bucket: string;
  readonly Key: string;
}

const s3 = new S3Client({});

/**
 * Puts the empty object by which Cloudinary recognises the bucket as its customer's. Deletion does nothing: a marker
 * outlives the stack, as the bucket does.
 */
export const handler = async (event: CloudFormationCustomResourceEvent<MarkerProperties>): Promise<void> => {
  const { Bucket, Key } = event.ResourceProperties;
  const id = `${Bucket}/${Key}`;
  try {
    if (event.RequestType !== 'Delete') await s3.send(new PutObjectCommand({ Bucket, Key, Body: '' }));
  } catch (error) {
    const Reason = `Could not put the marker ${id}: ${error instanceof Error ? error.message : String(error)}`;
    return answerCloudFormation(event, id, { Status: 'FAILED', Reason });
  }
  return answerCloudFormation(event, id, { Status: 'SUCCESS' });
};
