import { CustomResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { MARKER_PREFIX, markerKey } from '#shared/domain/bucket/bucket-layout.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { NodeFunction } from '../node-function.ts';
import { allow } from '../permissions.ts';

export interface BucketMarkersProps extends Pick<Configuration, 'clouds' | 'logRetentionDays'> {
  readonly bucket: IBucket;
}

/**
 * The empty object per cloud by which Cloudinary recognises a bucket as its customer's. Markers outlive the stack, like
 * the bucket: without them, a cloud that still points to it loses its native backup.
 */
export class BucketMarkers extends Construct {
  constructor(scope: Construct, id: string, { bucket, clouds, logRetentionDays }: BucketMarkersProps) {
    super(scope, id);
    const fn = new NodeFunction(this, 'Function', {
      description: 'Writes the empty objects by which Cloudinary recognises the bucket, on deployment',
      folder: 'marker',
      timeoutSeconds: 30,
      memorySize: 256,
      permissions: [allow('PutMarkers', ['s3:PutObject'], [bucket.arnForObjects(`${MARKER_PREFIX}*`)])],
      logRetentionDays,
    });
    for (const cloud of Object.keys(clouds)) {
      new CustomResource(this, `Marker-${cloud}`, {
        resourceType: 'Custom::CloudinaryMarker',
        serviceToken: fn.functionArn,
        serviceTimeout: Duration.seconds(120),
        properties: { Bucket: bucket.bucketName, Key: markerKey(cloud) },
        removalPolicy: RemovalPolicy.RETAIN,
      });
    }
  }
}
