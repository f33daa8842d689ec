/** A trigger as Cloudinary lists it, as far as it matters here. */
export interface Trigger {
  readonly id: string;
  readonly uri: string;
  readonly event_type: string;
  readonly additive?: boolean | undefined;
  readonly auth_scheme?: string | undefined;
  /** It has a filter or a payload template, by which events are lost or unintelligible. */
  readonly altered?: boolean;
}

/** What a trigger is to be. `legacy_hmac` signs with SHA-1 or SHA-256; the key of the newer scheme is unpublished. */
export interface TriggerOptions {
  readonly additive?: true;
  readonly auth_scheme?: 'legacy_hmac';
}

/** `refused`: Cloudinary does not take it as it is, and said why. Anything worse is thrown. */
export type TriggerResult = { readonly accepted: true } | { readonly accepted: false; readonly why: string };

/**
 * The triggers of one product environment.
 *
 * Source: https://cloudinary.com/documentation/admin_api#triggers
 */
export interface TriggerApi {
  list(): Promise<readonly Trigger[]>;
  create(uri: string, eventType: string, options: TriggerOptions): Promise<TriggerResult>;
  update(id: string, uri: string, options: TriggerOptions): Promise<TriggerResult>;
  delete(id: string): Promise<void>;
}
