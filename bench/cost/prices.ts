/** A list price. */
export interface Price {
  /** US dollars. */
  readonly dollars: number;
  /** How many of `unit` the price is for: one or a million. */
  readonly per: number;
  readonly unit: string;
  /** How many of them are free for an account each month, permanently; not the offers of the first twelve months. */
  readonly free: number;
  /** The folder of AWS's own page, https://aws.amazon.com/<service>/pricing/. */
  readonly service: string;
  /** Another page that quotes the same price, and its date. AWS's own page computes most of its tables in the browser. */
  readonly quoted?: string;
}

/** When the prices were looked up. */
export const PRICES_DATE = '2026-11-21';

const MILLION = 1e6;
const S3 = {
  free: 0,
  service: 's3',
  quoted: '<https://devnotes.tech/understanding-aws-s3-pricing-a-complete-cost-breakdown-with-examples> (undated)',
};
const FACTUAL_MINDS =
  '<https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/> (2026-06-13)';

/** AWS's list prices for us-east-1, first tier. Discounts and the other usage of an account are not considered. */
export const PRICES = {
  httpApi: {
    dollars: 1,
    per: MILLION,
    unit: 'requests',
    free: 0,
    service: 'api-gateway',
    quoted: '<https://go-cloud.io/aws-api-gateway-pricing> (2026)',
  },
  lambdaRequest: { dollars: 0.2, per: MILLION, unit: 'requests', free: 1e6, service: 'lambda' },
  /** On arm64. */
  lambdaDuration: {
    dollars: 0.0000133334,
    per: 1,
    unit: 'GB-s',
    free: 400_000,
    service: 'lambda',
    quoted: '<https://cloudchipr.com/blog/aws-lambda-pricing> (2024)',
  },
  sqs: {
    dollars: 0.4,
    per: MILLION,
    unit: 'requests of up to 64 KB',
    free: 1e6,
    service: 'sqs',
    quoted: '<https://cloudburn.io/blog/amazon-sqs-pricing> (2026-03-14)',
  },
  s3Put: { dollars: 5, per: MILLION, unit: 'PUT and LIST', ...S3 },
  s3Get: { dollars: 0.4, per: MILLION, unit: 'GET and HEAD', ...S3 },
  s3Storage: { dollars: 0.023, per: 1, unit: 'GB-month', ...S3 },
  logIngestion: { dollars: 0.5, per: 1, unit: 'GB', free: 5, service: 'cloudwatch', quoted: FACTUAL_MINDS },
  /** For compressed data. How much AWS compresses logs is not considered. */
  logStorage: { dollars: 0.03, per: 1, unit: 'GB-month', free: 5, service: 'cloudwatch' },
  metric: {
    dollars: 0.3,
    per: 1,
    unit: 'series and month, by the hour',
    free: 10,
    service: 'cloudwatch',
    quoted: '<https://signoz.io/guides/cloudwatch-pricing> (2026-02-15)',
  },
  alarm: { dollars: 0.1, per: 1, unit: 'alarm metrics and month', free: 10, service: 'cloudwatch' },
  dashboard: {
    dollars: 3,
    per: 1,
    unit: 'dashboards and month',
    free: 3,
    service: 'cloudwatch',
    quoted: FACTUAL_MINDS,
  },
  stateTransition: { dollars: 25, per: MILLION, unit: 'state transitions', free: 4000, service: 'step-functions' },
  schedule: {
    dollars: 1,
    per: MILLION,
    unit: 'invocations',
    free: 14e6,
    service: 'eventbridge',
    quoted: '<https://cloudburn.io/blog/amazon-eventbridge-pricing> (2026-03-13)',
  },
} as const satisfies Record<string, Price>;

/** The cost of an amount, in dollars. */
export function costOf({ dollars, per }: Price, amount: number): number {
  return (amount / per) * dollars;
}

/** The price as a factor: "$0.50", or "$5.00 a million". */
export function priceText({ dollars, per }: Price): string {
  const amount = dollars.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 10 });
  return `$${amount}${per === 1 ? '' : ' a million'}`;
}

/** A number as the tables show it: with separators, and without meaningless digits. */
export function numberText(value: number): string {
  const digits = value >= 100 || Number.isInteger(value) ? 0 : value >= 1 ? 2 : 4;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

/** Dollars with cents. */
export function dollarText(dollars: number): string {
  if (dollars > 0 && dollars < 0.005) return 'less than $0.01';
  return `$${dollars.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}
