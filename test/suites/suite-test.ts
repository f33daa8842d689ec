/** A test of a foreign program, run against the simulated Cloudinary. */
export interface SuiteTest {
  /** The part of Cloudinary's API that it is about, or the tool. */
  readonly area: string;
  readonly name: string;
  /** Why it did not pass; undefined if it passed. */
  readonly failure: string | undefined;
}

/** Tests that are not expected to pass, each by name, under the reason that they share. */
export type Listed = readonly (readonly [reason: string, names: readonly string[]])[];
