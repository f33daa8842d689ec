import type { ObjectOwnership } from '#shared/domain/bucket/bucket-settings.ts';
import type { PolicyDocument } from '#shared/domain/bucket/policy-statement.ts';

/** Where a bucket of that name is: in this account and region, in another account or region, or nowhere. */
export type Whereabouts = 'here' | 'elsewhere' | 'nowhere';

/**
 * One bucket as S3 administers it: its settings, its policy, its markers.
 *
 * Failures are PipelineErrors: `access-denied`, or `storage-failed`.
 */
export interface BucketAdministration {
  whereabouts(): Promise<Whereabouts>;
  /** `Enabled` or `Suspended`; `undefined` if it has never been on. */
  versioning(): Promise<string | undefined>;
  /** How many lifecycle rules there are. */
  lifecycleRules(): Promise<number>;
  hasObjectLock(): Promise<boolean>;
  policy(): Promise<PolicyDocument | undefined>;
  /** The algorithm of the default encryption, `AES256` for SSE-S3. */
  encryption(): Promise<string | undefined>;
  /** Whether all four settings that block public access are on. */
  blocksPublicAccess(): Promise<boolean>;
  objectOwnership(): Promise<string | undefined>;
  hasMarker(cloud: string): Promise<boolean>;

  putPolicy(policy: PolicyDocument): Promise<void>;
  /** SSE-S3. */
  putEncryption(): Promise<void>;
  blockPublicAccess(): Promise<void>;
  putObjectOwnership(ownership: ObjectOwnership): Promise<void>;
  putMarker(cloud: string): Promise<void>;
}
