/** A list price. */
export interface Price {
  /** US dollars. */
  readonly dollars: number;
  /** For how many of `unit`. */
  readonly per: number;
  readonly unit: string;
  /** How many of them a month cost an account nothing, for good; not what is free for twelve months only. */
  readonly free: number;
  /** AWS's own page. */
  readonly url: string;
  /** A page that was found to quote the same price; AWS's own computes most of its tables in the browser. */
  readonly quoted?: { readonly url: string; readonly date: string };
}

const LAMBDA = { url: 'https://aws.amazon.com/lambda/pricing/' };
const S3 = {
  free: 0,
  url: 'https://aws.amazon.com/s3/pricing/',
  quoted: {
    url: 'https://devnotes.tech/understanding-aws-s3-pricing-a-complete-cost-breakdown-with-examples',
    date: 'undated',
  },
};
const CLOUDWATCH = { url: 'https://aws.amazon.com/cloudwatch/pricing/' };
const FACTUAL_MINDS = {
  url: 'https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/',
  date: '2026-06-13',
};

/** When the prices were looked up. */
export const PRICES_DATE = '2026-11-21';

/** AWS's list prices for us-east-1, first tier. What an account has negotiated, and its other use, are left out. */
export const PRICES = {
  httpApi: {
    dollars: 1,
    per: 1e6,
    unit: 'requests',
    free: 0,
    url: 'https://aws.amazon.com/api-gateway/pricing/',
    quoted: { url: 'https://go-cloud.io/aws-api-gateway-pricing', date: '2026' },
  },
  lambdaRequest: { dollars: 0.2, per: 1e6, unit: 'requests', free: 1e6, ...LAMBDA },
  /** On arm64. */
  lambdaDuration: {
    dollars: 0.0000133334,
    per: 1,
    unit: 'GB-s',
    free: 400_000,
    ...LAMBDA,
    quoted: { url: 'https://cloudchipr.com/blog/aws-lambda-pricing', date: '2024' },
  },
  sqs: {
    dollars: 0.4,
    per: 1e6,
    unit: 'requests of up to 64 KB',
    free: 1e6,
    url: 'https://aws.amazon.com/sqs/pricing/',
    quoted: { url: 'https://cloudburn.io/blog/amazon-sqs-pricing', date: '2026-03-14' },
  },
  s3Put: { dollars: 0.005, per: 1000, unit: 'PUT and LIST', ...S3 },
  s3Get: { dollars: 0.0004, per: 1000, unit: 'GET and HEAD', ...S3 },
  s3Storage: { dollars: 0.023, per: 1, unit: 'GB-month', ...S3 },
  logIngestion: { dollars: 0.5, per: 1, unit: 'GB', free: 5, ...CLOUDWATCH, quoted: FACTUAL_MINDS },
  /** Of compressed data; how far AWS compresses it is left out here. */
  logStorage: { dollars: 0.03, per: 1, unit: 'GB-month', free: 5, ...CLOUDWATCH },
  metric: {
    dollars: 0.3,
    per: 1,
    unit: 'series and month, by the hour',
    free: 10,
    ...CLOUDWATCH,
    quoted: { url: 'https://signoz.io/guides/cloudwatch-pricing', date: '2026-02-15' },
  },
  alarm: { dollars: 0.1, per: 1, unit: 'alarm metrics and month', free: 10, ...CLOUDWATCH },
  dashboard: { dollars: 3, per: 1, unit: 'dashboards and month', free: 3, ...CLOUDWATCH, quoted: FACTUAL_MINDS },
  stateTransition: {
    dollars: 0.025,
    per: 1000,
    unit: 'state transitions',
    free: 4000,
    url: 'https://aws.amazon.com/step-functions/pricing/',
  },
  schedule: {
    dollars: 1,
    per: 1e6,
    unit: 'invocations',
    free: 14e6,
    url: 'https://aws.amazon.com/eventbridge/pricing/',
    quoted: { url: 'https://cloudburn.io/blog/amazon-eventbridge-pricing', date: '2026-03-13' },
  },
} as const satisfies Record<string, Price>;

/** What an amount costs. */
export function costOf({ dollars, per }: Price, amount: number): number {
  return (amount / per) * dollars;
}

/** As it is multiplied by: "$0.50", or "$5.00 a million". */
export function priceText({ dollars, per }: Price): string {
  const million = per === 1 ? '' : ' a million';
  const amount = per === 1 ? dollars : (dollars / per) * 1e6;
  return `$${amount.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 10 })}${million}`;
}
