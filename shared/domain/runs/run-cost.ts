/** The AWS requests, compute time and transitions that a run has used. */
export interface RunUse {
  /** PUT and LIST requests of S3. */
  readonly puts: number;
  /** GET and HEAD requests of S3. */
  readonly gets: number;
  /** Requests of SQS. */
  readonly messages: number;
  /** Lambda's GB-seconds, on arm64. */
  readonly gbSeconds: number;
  readonly transitions: number;
}

/**
 * Prices in us-east-1, in US dollars each.
 *
 * Sources: https://aws.amazon.com/s3/pricing/, https://aws.amazon.com/sqs/pricing/, https://aws.amazon.com/lambda/pricing/,
 * https://aws.amazon.com/step-functions/pricing/
 */
const PRICES: Readonly<Record<keyof RunUse, number>> = {
  puts: 0.005 / 1000,
  gets: 0.0004 / 1000,
  messages: 0.4 / 1e6,
  gbSeconds: 0.0000133334,
  transitions: 0.025 / 1000,
};

/** About what a run costs, in US dollars, without free tiers. */
export function runCost(use: RunUse): number {
  return (Object.keys(PRICES) as (keyof RunUse)[]).reduce((sum, name) => sum + use[name] * PRICES[name], 0);
}
