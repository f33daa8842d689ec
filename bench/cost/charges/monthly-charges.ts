import { BUCKET_VIOLATIONS, METRICS, type Metric } from '../../../shared/domain/metrics.ts';
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

function charge(what: string, arithmetic: string, price: Price, amount: number): MonthlyCharge {
  return {
    what,
    arithmetic,
    dollars: costOf(price, amount),
    afterFreeTier: costOf(price, Math.max(0, amount - price.free)),
  };
}

/** How many series a cloud can have with data in every hour, all failures included. */
const seriesOfCloud = Object.values<Metric>(METRICS)
  .filter(({ seldom = false }) => !seldom)
  .reduce((sum, { by }) => sum + (by?.values.length ?? 1), 0);

/** States that a run enters in which little is to be done: a step, a wait or two for the queues, and their checks. */
const TRANSITIONS = { inventory: 12, verify: 9 };
/** Series that a run publishes though it has found nothing. */
const SERIES = { inventory: 4, verify: 3 };

/** What a month costs in which nothing happens but what keeps the pipeline watched. */
export function monthlyCharges(
  facts: StackFacts,
  { metricSeries }: Pick<Measurements, 'metricSeries'>,
  clouds: number,
): readonly MonthlyCharge[] {
  const usual = metricSeries.length * clouds + 1;
  const most = seriesOfCloud * clouds + 1;
  const polls = facts.eventSources * POLLERS * ((HOURS_PER_MONTH * 3600) / POLL_SECONDS);
  const checks = facts.scheduled.reduce((sum, { invocationsPerMonth }) => sum + invocationsPerMonth, 0);
  const { inventory, verify } = facts.runs;
  const schedules = checks + inventory + verify;
  const transitions = inventory * TRANSITIONS.inventory + verify * TRANSITIONS.verify;
  const runSeries = (inventory * SERIES.inventory + verify * SERIES.verify) / HOURS_PER_MONTH;
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
      arithmetic: `${facts.dashboards.length} × ${priceText(PRICES.dashboard)}; ${facts.dashboards.join(' and ')} metrics; with up to ${FREE_DASHBOARD_METRICS}, ${PRICES.dashboard.free} of them are free`,
      dollars: costOf(PRICES.dashboard, facts.dashboards.length),
      afterFreeTier: costOf(PRICES.dashboard, chargedDashboards),
    },
    charge(
      'polling of empty queues',
      `${facts.eventSources} queues × ${POLLERS} requests every ${POLL_SECONDS} s = ${numberText(polls)} × ${priceText(PRICES.sqs)}`,
      PRICES.sqs,
      polls,
    ),
    charge('schedules', `${numberText(schedules)} × ${priceText(PRICES.schedule)}`, PRICES.schedule, schedules),
    charge(
      'state machines',
      `(${numberText(inventory)} inventories × ${TRANSITIONS.inventory} + ${numberText(verify)} verify runs × ${TRANSITIONS.verify}) transitions × ${priceText(PRICES.stateTransition)}, if there is little to do`,
      PRICES.stateTransition,
      transitions,
    ),
    {
      what: 'metric series of runs',
      arithmetic: `(${numberText(inventory)} × ${SERIES.inventory} + ${numberText(verify)} × ${SERIES.verify}) series and hours, of ${HOURS_PER_MONTH} a month × ${priceText(PRICES.metric)}`,
      dollars: costOf(PRICES.metric, runSeries),
      // The other series come first.
      afterFreeTier: costOf(PRICES.metric, Math.min(runSeries, Math.max(0, usual + runSeries - PRICES.metric.free))),
    },
    charge(
      'check of the bucket',
      `${numberText(checks)} runs, each at most its time-out: ${numberText(gbSeconds)} GB-s × ${priceText(PRICES.lambdaDuration)}`,
      PRICES.lambdaDuration,
      gbSeconds,
    ),
  ];
}
