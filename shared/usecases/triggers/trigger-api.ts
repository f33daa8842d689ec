/** A trigger as Cloudinary lists it: the fields that matter here. */
export interface Trigger {
  readonly id: string;
  readonly uri: string;
  readonly event_type: string;
  readonly additive?: boolean | undefined;
  readonly auth_scheme?: string | undefined;
  /** It has a filter or a payload template, which makes events missing or unintelligible. */
  readonly altered?: boolean;
}

/** The options of a trigger. `legacy_hmac` signs with SHA-1 or SHA-256; the newer scheme's key is unpublished. */
export interface TriggerOptions {
  readonly additive?: true;
  readonly auth_scheme?: 'legacy_hmac';
}

/** Cloudinary may refuse a trigger as it is, and says why. Anything worse is thrown. */
export type TriggerResult = { readonly accepted: true } | { readonly accepted: false; readonly why: string };

/**
 * The triggers of one cloud.
 *
 * Source: https://cloudinary.com/documentation/admin_api#triggers
 */
export interface TriggerApi {
  list(): Promise<readonly Trigger[]>;
  create(uri: string, eventType: string, options: TriggerOptions): Promise<TriggerResult>;
  update(id: string, uri: string, options: TriggerOptions): Promise<TriggerResult>;
  delete(id: string): Promise<void>;
}
