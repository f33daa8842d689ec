import { bucketPolicy } from '#shared/domain/bucket/bucket-policy.ts';
import type { BucketSettings, ObjectOwnership } from '#shared/domain/bucket/bucket-settings.ts';
import type { PolicyDocument, PolicyStatement } from '#shared/domain/bucket/policy-statement.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { BucketAdministration, Whereabouts } from '#shared/usecases/bucket/bucket-administration.ts';

export const SETTINGS: BucketSettings = {
  bucketArn: 'arn:aws:s3:::backup',
  clouds: ['demo', 'eu'],
  cloudinaryGrant: 'restore',
  objectOwnership: 'BucketOwnerEnforced',
  operatorRoleArn: 'arn:aws:iam::111122223333:role/operator',
};

/** The settings of a bucket that existed before the stack. */
export const ADOPTED = { ...SETTINGS, adopted: true };

/** Statements that others put into the policy. */
export const FOREIGN: PolicyStatement = {
  Sid: 'Theirs',
  Effect: 'Allow',
  Principal: { AWS: '111122223333' },
  Action: 's3:*',
};
export const UNNAMED: PolicyStatement = { Effect: 'Deny', Principal: '*', Action: 's3:GetBucketLogging' };

/** The state of a bucket. */
export interface BucketState {
  whereabouts: Whereabouts;
  versioning: string | undefined;
  lifecycleRules: number;
  objectLock: boolean;
  policy: PolicyDocument | undefined;
  encryption: string | undefined;
  blocksPublicAccess: boolean;
  objectOwnership: string | undefined;
  markers: readonly string[];
}

const WITHOUT_VIOLATIONS: BucketState = {
  whereabouts: 'here',
  versioning: undefined,
  lifecycleRules: 0,
  objectLock: false,
  policy: { Version: '2012-10-17', Statement: bucketPolicy(SETTINGS) },
  encryption: 'AES256',
  blocksPublicAccess: true,
  objectOwnership: 'BucketOwnerEnforced',
  markers: ['demo', 'eu'],
};

/** The state of a bucket that has not been set up. */
export const BARE: Partial<BucketState> = {
  policy: undefined,
  encryption: 'aws:kms',
  blocksPublicAccess: false,
  objectOwnership: 'ObjectWriter',
  markers: [],
};

/** A bucket in memory. It has no violations except those in the given state. */
export class MemoryBucket implements BucketAdministration {
  readonly state: BucketState;
  /** What was changed, in order. */
  readonly changes: string[] = [];
  /** Calls that fail, by method. */
  readonly failures = new Map<string, unknown>();

  constructor(state: Partial<BucketState> = {}) {
    this.state = { ...WITHOUT_VIOLATIONS, ...state };
  }

  deny(...methods: readonly (keyof BucketAdministration)[]): this {
    for (const method of methods) this.failures.set(method, new PipelineError('access-denied', 'S3 denied access.'));
    return this;
  }

  async #answer<Answer>(method: keyof BucketAdministration, answer: () => Answer): Promise<Answer> {
    if (this.failures.has(method)) throw this.failures.get(method);
    return answer();
  }

  #change(method: keyof BucketAdministration, detail: string, change: Partial<BucketState>): Promise<void> {
    return this.#answer(method, () => {
      this.changes.push(detail);
      Object.assign(this.state, change);
    });
  }

  whereabouts = () => this.#answer('whereabouts', () => this.state.whereabouts);
  versioning = () => this.#answer('versioning', () => this.state.versioning);
  lifecycleRules = () => this.#answer('lifecycleRules', () => this.state.lifecycleRules);
  hasObjectLock = () => this.#answer('hasObjectLock', () => this.state.objectLock);
  policy = () => this.#answer('policy', () => this.state.policy);
  encryption = () => this.#answer('encryption', () => this.state.encryption);
  blocksPublicAccess = () => this.#answer('blocksPublicAccess', () => this.state.blocksPublicAccess);
  objectOwnership = () => this.#answer('objectOwnership', () => this.state.objectOwnership);
  hasMarker = (cloud: string) => this.#answer('hasMarker', () => this.state.markers.includes(cloud));

  putPolicy = (policy: PolicyDocument) => this.#change('putPolicy', 'policy', { policy });
  putEncryption = () => this.#change('putEncryption', 'encryption', { encryption: 'AES256' });
  blockPublicAccess = () => this.#change('blockPublicAccess', 'public-access', { blocksPublicAccess: true });
  putObjectOwnership = (objectOwnership: ObjectOwnership) =>
    this.#change('putObjectOwnership', 'ownership', { objectOwnership });
  putMarker = (cloud: string) =>
    this.#change('putMarker', `marker of ${cloud}`, { markers: [...this.state.markers, cloud] });
}
