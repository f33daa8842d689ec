/** What Cloudinary's account may do in the bucket: be a backup target, be a source for uploads, nothing. */
export type CloudinaryGrant = 'backup' | 'restore' | 'none';

/** Who owns what Cloudinary writes into the bucket. */
export type ObjectOwnership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';

/** All that decides what the bucket's policy and settings are to be. */
export interface BucketSettings {
  readonly bucketArn: string;
  /** The names of the product environments. */
  readonly clouds: readonly string[];
  readonly cloudinaryGrant: CloudinaryGrant;
  readonly objectOwnership: ObjectOwnership;
  /** The one role that may delete; without it nobody may, and whoever must changes the policy first. */
  readonly operatorRoleArn?: string | undefined;
  /** CloudFormation's role. Of an adopted bucket too: stacks over one bucket must want the same policy. */
  readonly deploymentRoleArn?: string | undefined;
  /** Whether the bucket was there before the stack: what others allow in its policy may have been there as well. */
  readonly adopted?: boolean | undefined;
}
