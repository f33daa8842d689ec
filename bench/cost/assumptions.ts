/** What is neither configured nor measured nor on a price list. All of it can be set by options. */
export interface Assumptions {
  /** Average size of an original, in bytes. */
  readonly averageBytes: number;
  /** New and overwritten originals a month, as a share of the library. */
  readonly monthlyChanges: number;
  /** What functions wait for one answer of S3, of SQS and of Cloudinary on AWS, in milliseconds. */
  readonly s3Ms: number;
  readonly sqsMs: number;
  readonly cloudinaryMs: number;
  /** What a run waits for one page of a listing, in milliseconds. */
  readonly pageMs: number;
  /** CPU time of a run for one asset, in milliseconds. */
  readonly assetMs: number;
  /** What an inventory writes of one asset, compressed, in bytes. */
  readonly inventoryBytes: number;
}

/**
 * What is assumed where nobody says better. For S3 and SQS, AWS says "tens of milliseconds"; nobody has published how
 * long Cloudinary takes until an original of this size is downloaded.
 *
 * What a run takes for an asset is as it was with 20,000 assets in memory on the machine of the measurements, 0.34 ms and
 * 111 bytes.
 *
 * Sources: https://docs.aws.amazon.com/whitepapers/latest/s3-optimizing-performance-best-practices/timeouts-and-retries-for-latency-sensitive-applications.html
 * (requests below 512 KB), https://aws.amazon.com/sqs/faqs/
 */
export const ASSUMPTIONS: Assumptions = {
  averageBytes: 500_000,
  monthlyChanges: 0.05,
  s3Ms: 50,
  sqsMs: 50,
  cloudinaryMs: 500,
  pageMs: 1000,
  assetMs: 0.35,
  inventoryBytes: 330,
};
