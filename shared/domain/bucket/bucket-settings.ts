/** What Cloudinary's account may use the bucket for: as a backup target, as a source of uploads, or not at all. */
export type CloudinaryGrant = 'backup' | 'restore' | 'none';

/** Who owns what Cloudinary writes into the bucket. */
export type ObjectOwnership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';

/** Everything that determines the bucket's policy and settings. */
export interface BucketSettings {
  readonly bucketArn: string;
  /** The names of the clouds. */
  readonly clouds: readonly string[];
  readonly cloudinaryGrant: CloudinaryGrant;
  readonly objectOwnership: ObjectOwnership;
  /** The one role that may delete. Without it no one may: an operator who must delete changes the policy first. */
  readonly operatorRoleArn?: string | undefined;
  /** CloudFormation's role. Also for an adopted bucket: stacks that share a bucket must set the same policy. */
  readonly deploymentRoleArn?: string | undefined;
  /** Whether the bucket existed before the stack: then its policy may hold statements that others added before. */
  readonly adopted?: boolean | undefined;
}
