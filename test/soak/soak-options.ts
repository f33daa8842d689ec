/** How much to soak. */
export interface SoakOptions {
  readonly uploads: number;
  readonly assets: number;
  readonly seed: number;
  /** Cloudinary's Admin API refuses every call for some seconds, again and again, as if its quota were used up. */
  readonly starveQuota: boolean;
  /** An inventory run backs up a cloud of its own meanwhile, of so many assets; and proves at the end that nothing is missing. */
  readonly library?: { readonly cloud: string; readonly assets: number };
}
