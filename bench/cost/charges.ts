import { BUCKET_VIOLATIONS, METRICS, type Metric } from '#shared/domain/metrics.ts';
import type { FunctionRun, Measurements, SituationRun } from './measurements.ts';
import type { Assumptions } from './options.ts';
import { costOf, numberText, PRICES, type Price, priceText } from './prices.ts';
import { HOURS_PER_MONTH, type StackFacts } from './stack-facts.ts';

/** One line of a bill. */
export interface Charge {
  readonly what: string;
  /** How the dollars come about, in numbers. */
  readonly arithmetic: string;
  readonly dollars: number;
  /** The dollars that are left once the account's free tier is used for nothing else. */
  readonly afterFreeTier: number;
}

/** AWS counts a GB as 2^30 bytes. Source: https://aws.amazon.com/s3/faqs/ */
export const GB = 1024 ** 3;
export const MILLION = 1_000_000;
const SQS_CHUNK = 64 * 1024;
/** CloudWatch keeps logs by the month of 30.4 days. */
const DAYS_PER_MONTH = 365 / 12;
/** A function with this memory has one whole CPU, with less a share. Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
export const MB_PER_CPU = 1769;
/** Lambda looks into an idle queue by this many requests at once, … Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const POLLERS = 5;
/** … each of which waits this long for a message: SQS's longest. Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html */
const POLL_SECONDS = 20;
/** A free dashboard has no more. Source: https://aws.amazon.com/cloudwatch/pricing/ */
const FREE_DASHBOARD_METRICS = 50;
/** States that a run with little to do enters: a step, a wait or two for the queues, and their checks. */
const TRANSITIONS = { inventory: 12, verify: 9 };
/** Series that a run publishes though it has found nothing. */
const SERIES = { inventory: 4, verify: 3 };
/** How many series a cloud can have with data in every hour, all failures included. */
const SERIES_OF_CLOUD = Object.values<Metric>(METRICS)
  .filter(({ seldom = false }) => !seldom)
  .reduce((sum, { by }) => sum + (by?.values.length ?? 1), 0);

/** @param factors the amount as text: how it comes about */
function charge(what: string, price: Price, amount: number, factors = numberText(amount), note = ''): Charge {
  const arithmetic = `${factors} × ${priceText(price)}${note}`;
  const afterFreeTier = costOf(price, Math.max(0, amount - price.free));
  return { what, arithmetic, dollars: costOf(price, amount), afterFreeTier };
}

/** The dollars of some lines together. */
export function sumOf(charges: readonly Charge[], dollars: 'dollars' | 'afterFreeTier' = 'dollars'): number {
  return charges.reduce((sum, line) => sum + line[dollars], 0);
}

/** What a million revisions of a situation cost, storage of the originals aside; line by line. */
export function revisionCharges(run: SituationRun, facts: StackFacts, assumptions: Assumptions): readonly Charge[] {
  const { webhook, worker, s3 } = run;
  const perMillion = (count: number): number => (count / run.revisions) * MILLION;
  const durations = functionDurations(run, facts, assumptions);
  const functionCharges = (name: 'webhook' | 'worker', memoryMb: number) => {
    const calls = perMillion(run[name].invocations);
    const { ms, workingMs, waitingMs } = durations[name];
    const gbSeconds = (calls * memoryMb * ms) / 1024 / 1000;
    const time = `(${workingMs.toFixed(0)} ms working + ${waitingMs} ms waiting)`;
    const factors = `${numberText(calls)} × ${memoryMb} MB × ${time} = ${numberText(Math.round(gbSeconds))} GB-s`;
    return [
      charge(`${name} function, invocations`, PRICES.lambdaRequest, calls),
      charge(`${name} function, duration`, PRICES.lambdaDuration, gbSeconds, factors),
    ];
  };
  const sumCharge = (what: string, price: Price, amounts: readonly number[]) => {
    const amount = amounts.reduce((sum, one) => sum + one, 0);
    return charge(what, price, amount, `(${amounts.map(numberText).join(' + ')})`);
  };
  const chunks = (requests: number): number =>
    requests === 0 ? 0 : perMillion(requests) * Math.ceil(run.messageBytes / requests / SQS_CHUNK);
  // Lambda receives a batch by one request, and deletes it by another, which carries no bodies.
  const messages = [chunks(run.sqsSends), chunks(worker.invocations), perMillion(worker.invocations)];
  const logBytes = Object.values(logVolume(run, facts.accessLogFormat));
  const logGb = (logBytes.reduce((sum, bytes) => sum + bytes, 0) * MILLION) / GB;
  const logText = `${logGb.toFixed(3)} GB`;
  const logFactors = `(${logBytes.map((bytes) => bytes.toFixed(0)).join(' + ')}) bytes a revision = ${logText}`;
  const months = facts.logRetentionDays / DAYS_PER_MONTH;
  const kept = `logs, kept ${facts.logRetentionDays} days`;
  return [
    charge('HTTP API', PRICES.httpApi, perMillion(webhook.invocations)),
    ...functionCharges('webhook', facts.webhookMemoryMb),
    sumCharge('SQS: send, receive, delete', PRICES.sqs, messages),
    ...functionCharges('worker', facts.workerMemoryMb),
    sumCharge('S3 PUT: revisions, journal', PRICES.s3Put, [s3.revisionPuts, s3.journalPuts].map(perMillion)),
    charge('S3 LIST', PRICES.s3Put, perMillion(s3.lists)),
    charge('S3 HEAD and GET', PRICES.s3Get, perMillion(s3.heads + s3.gets)),
    charge('logs, written', PRICES.logIngestion, logGb, logFactors),
    charge(kept, PRICES.logStorage, logGb * months, `${logText} × ${months.toFixed(2)} months`),
  ].filter(({ dollars }) => dollars > 0);
}

/** How long one invocation takes on AWS, and how that comes about. In milliseconds. */
export function functionDurations(run: SituationRun, facts: StackFacts, assumptions: Assumptions) {
  const { revisions, webhook, worker, s3 } = run;
  const duration = ({ cpuMsPerCall: cpuMs }: FunctionRun, memoryMb: number, waitingMs: number) => {
    const workingMs = cpuMs * Math.max(1, MB_PER_CPU / memoryMb);
    return { cpuMs, workingMs, waitingMs, ms: workingMs + waitingMs };
  };
  // The messages of a batch are worked on at once, and so only the longest download counts; the requests to S3 for one
  // revision follow each other, and the journal follows them. Waiting and working are added up, though they overlap.
  const inARow = Math.ceil((s3.revisionPuts + s3.heads + s3.gets + s3.lists) / revisions) + 1;
  const { sqsMs, cloudinaryMs, s3Ms } = assumptions;
  return {
    // One send, after the signature has been checked.
    webhook: duration(webhook, facts.webhookMemoryMb, sqsMs),
    worker: duration(worker, facts.workerMemoryMb, cloudinaryMs + inARow * s3Ms),
  };
}

/** Per line, for its time. Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
const BYTES_PER_LINE = 26;
const ID = 'c793869b-ee49-115b-a5b6-4fd21e8dedac';
/** What Lambda itself writes for an invocation. Source: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html */
const LAMBDA_LINES = [
  `START RequestId: ${ID} Version: $LATEST\n`,
  `END RequestId: ${ID}\n`,
  `REPORT RequestId: ${ID}\tDuration: 1128.83 ms\tBilled Duration: 1129 ms\tMemory Size: 1769 MB\tMax Memory Used: 1174 MB\t\n`,
];
/** Of usual length. Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html */
const ACCESS_LOG_VALUES: Readonly<Record<string, string>> = {
  '$context.requestId': 'JKJaXmPLvHcESHA=',
  '$context.requestTime': '09/Dec/2026:17:08:48 +0000',
  '$context.identity.sourceIp': '203.0.113.255',
  '$context.identity.userAgent': 'Cloudinary/1.0 (notifications)',
  '$context.path': '/webhooks/my-cloud-name',
  '$context.status': '200',
  '$context.responseLatency': '120',
};

/**
 * What a situation logs for one revision, in bytes as CloudWatch counts them: the functions' own lines as they were
 * counted, and those of AWS by their documented form.
 */
export function logVolume({ revisions, webhook, worker }: SituationRun, accessLogFormat: string) {
  const own = ({ logBytes, logLines }: FunctionRun) => (logBytes + logLines * BYTES_PER_LINE) / revisions;
  const ofAws = (calls: number, lines: readonly string[]) =>
    (calls * lines.reduce((sum, line) => sum + Buffer.byteLength(line) + BYTES_PER_LINE, 0)) / revisions;
  const accessLogLine = accessLogFormat.replace(
    /\$context(?:\.\w+)+/g,
    (variable) => ACCESS_LOG_VALUES[variable] ?? '-',
  );
  return {
    webhook: own(webhook),
    worker: own(worker),
    /** START, END and REPORT of both functions. */
    lambda: ofAws(webhook.invocations + worker.invocations, LAMBDA_LINES),
    accessLog: ofAws(webhook.invocations, [accessLogLine]),
  };
}

/** What a month costs in which nothing happens but what keeps the pipeline watched. */
export function monthlyCharges(
  facts: StackFacts,
  { metricSeries }: Pick<Measurements, 'metricSeries'>,
  clouds: number,
): readonly Charge[] {
  const { alarmMetrics, eventSources, scheduled, dashboards } = facts;
  const { inventory, verify } = facts.runs;
  const series = metricSeries.length * clouds + 1;
  const most = SERIES_OF_CLOUD * clouds + 1;
  const seriesText = `${metricSeries.length} a cloud × ${clouds} and ${BUCKET_VIOLATIONS.name} = ${series}`;
  const polls = eventSources * POLLERS * ((HOURS_PER_MONTH * 3600) / POLL_SECONDS);
  const pollsText = `${eventSources} queues × ${POLLERS} requests every ${POLL_SECONDS} s = ${numberText(polls)}`;
  const checks = scheduled.reduce((sum, { invocationsPerMonth }) => sum + invocationsPerMonth, 0);
  const checkGbSeconds = scheduled.reduce(
    (sum, { invocationsPerMonth, memoryMb, timeoutSeconds }) =>
      sum + (invocationsPerMonth * memoryMb * timeoutSeconds) / 1024,
    0,
  );
  const checksText = `${numberText(checks)} runs, each at most its time-out: ${numberText(checkGbSeconds)} GB-s`;
  const transitions = inventory * TRANSITIONS.inventory + verify * TRANSITIONS.verify;
  const inventories = `${numberText(inventory)} inventories × ${TRANSITIONS.inventory}`;
  const verifyRuns = `${numberText(verify)} verify runs × ${TRANSITIONS.verify}`;
  const runSeries = (inventory * SERIES.inventory + verify * SERIES.verify) / HOURS_PER_MONTH;
  const runSeriesText = `(${numberText(inventory)} × ${SERIES.inventory} + ${numberText(verify)} × ${SERIES.verify}) series and hours, of ${HOURS_PER_MONTH} a month`;
  const { dashboard, metric } = PRICES;
  const small = dashboards.filter((metrics) => metrics <= FREE_DASHBOARD_METRICS).length;
  const dashboardNote = `; ${dashboards.join(' and ')} metrics; with up to ${FREE_DASHBOARD_METRICS}, ${dashboard.free} of them are free`;
  return [
    charge('alarms', PRICES.alarm, alarmMetrics),
    charge(
      'metric series',
      metric,
      series,
      seriesText,
      `, if each gets data in every hour (${most} if everything fails at once)`,
    ),
    {
      ...charge('dashboard', dashboard, dashboards.length, `${dashboards.length}`, dashboardNote),
      afterFreeTier: costOf(dashboard, dashboards.length - Math.min(small, dashboard.free)),
    },
    charge('polling of empty queues', PRICES.sqs, polls, pollsText),
    charge('schedules', PRICES.schedule, checks + inventory + verify),
    charge(
      'state machines',
      PRICES.stateTransition,
      transitions,
      `(${inventories} + ${verifyRuns}) transitions`,
      ', if there is little to do',
    ),
    {
      ...charge('metric series of runs', metric, runSeries, runSeriesText),
      // The other series come first.
      afterFreeTier: costOf(metric, Math.min(runSeries, Math.max(0, series + runSeries - metric.free))),
    },
    charge('check of the bucket', PRICES.lambdaDuration, checkGbSeconds, checksText),
  ];
}
