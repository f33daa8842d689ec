import { BUCKET_VIOLATIONS, METRICS } from '../../../shared/domain/metrics.ts';
import type { Measurements } from '../measurements.ts';
import { costOf, PRICES, type Price, priceText } from '../prices.ts';
import { HOURS_PER_MONTH } from '../stack/invocations-per-month.ts';
import type { StackFacts } from '../stack/stack-facts.ts';
import type { Charge } from './charge.ts';
import { numberText } from './number-text.ts';

/** Lambda looks into an idle queue by this many requests at once, … Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const POLLERS = 5;
/** … of which each waits this long for a message: SQS's longest. Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html */
const POLL_SECONDS = 20;

/** A free dashboard has no more. Source: https://aws.amazon.com/cloudwatch/pricing/ */
const FREE_DASHBOARD_METRICS = 50;

/** A line of the monthly bill, and what is left of it once the account's free tier is used for nothing else. */
export interface MonthlyCharge extends Charge {
  readonly afterFreeTier: number;
}

const charge = (what: string, arithmetic: string, price: Price, amount: number): MonthlyCharge => ({
  what,
  arithmetic,
  dollars: costOf(price, amount),
  afterFreeTier: costOf(price, Math.max(0, amount - price.free)),
});

/** How many series a cloud can have, all failures included. */
const seriesOfCloud = Object.values(METRICS).reduce(
  (sum, metric) => sum + ('by' in metric ? metric.by.values.length : 1),
  0,
);

/** What a month costs in which nothing happens but what keeps the pipeline watched. */
export const monthlyCharges = (
  facts: StackFacts,
  { metricSeries }: Pick<Measurements, 'metricSeries'>,
  clouds: number,
): readonly MonthlyCharge[] => {
  const usual = metricSeries.length * clouds + 1;
  const most = seriesOfCloud * clouds + 1;
  const polls = facts.eventSources * POLLERS * ((HOURS_PER_MONTH * 3600) / POLL_SECONDS);
  const runs = facts.scheduled.reduce((sum, { invocationsPerMonth }) => sum + invocationsPerMonth, 0);
  const gbSeconds = facts.scheduled.reduce(
    (sum, { invocationsPerMonth, memoryMb, timeoutSeconds }) =>
      sum + (invocationsPerMonth * memoryMb * timeoutSeconds) / 1024,
    0,
  );
  const small = facts.dashboards.filter((metrics) => metrics <= FREE_DASHBOARD_METRICS).length;
  const chargedDashboards = facts.dashboards.length - Math.min(small, PRICES.dashboard.free);
  return [
    charge('alarms', `${facts.alarmMetrics} × ${priceText(PRICES.alarm)}`, PRICES.alarm, facts.alarmMetrics),
    charge(
      'metric series',
      `${metricSeries.length} a cloud × ${clouds} and ${BUCKET_VIOLATIONS.name} = ${usual} × ${priceText(PRICES.metric)}, if each gets data in every hour (${most} if everything fails at once)`,
      PRICES.metric,
      usual,
    ),
    {
      what: 'dashboard',
      arithmetic: `${facts.dashboards.length} × ${priceText(PRICES.dashboard)}; ${facts.dashboards.join(' and ')} metrics, of which the free tier allows ${FREE_DASHBOARD_METRICS}`,
      dollars: costOf(PRICES.dashboard, facts.dashboards.length),
      afterFreeTier: costOf(PRICES.dashboard, chargedDashboards),
    },
    charge(
      'polling of empty queues',
      `${facts.eventSources} queues × ${POLLERS} requests every ${POLL_SECONDS} s = ${numberText(polls)} × ${priceText(PRICES.sqs)}`,
      PRICES.sqs,
      polls,
    ),
    charge('schedule', `${numberText(runs)} × ${priceText(PRICES.schedule)}`, PRICES.schedule, runs),
    charge(
      'check of the bucket',
      `${numberText(runs)} runs, each at most its time-out: ${numberText(gbSeconds)} GB-s × ${priceText(PRICES.lambdaDuration)}`,
      PRICES.lambdaDuration,
      gbSeconds,
    ),
  ];
};
