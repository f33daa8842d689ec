import { BUCKET_VIOLATIONS, METRICS, type Metric } from '#shared/domain/metrics.ts';
import type { FunctionRun, Measurements, SituationRun } from './measurements.ts';
import type { Assumptions } from './options.ts';
import { costOf, numberText, PRICES, type Price, priceText } from './prices.ts';
import { HOURS_PER_MONTH, type StackFacts } from './stack-facts.ts';

/** One line of a bill. */
export interface Charge {
  readonly what: string;
  /** The computation, with its numbers. */
  readonly arithmetic: string;
  readonly dollars: number;
  /** The dollars that remain if nothing else uses the account's free tier. */
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
/** The number of requests with which Lambda polls an idle queue at once. Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const POLLERS = 5;
/** How long each of these requests waits for a message: the maximum of SQS. Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html */
const POLL_SECONDS = 20;
/** The most metrics of a free dashboard. Source: https://aws.amazon.com/cloudwatch/pricing/ */
const FREE_DASHBOARD_METRICS = 50;
/** States that a run with little to do enters: a step, one or two waits for the queues, and their checks. */
const TRANSITIONS = { inventory: 12, verify: 9 };
/** Series that a run publishes even if it finds nothing. */
const SERIES = { inventory: 4, verify: 3 };

/** How many series of metrics a cloud can have, all failures included: those of runs, or those with data in every hour. */
export function seriesOfCloud(ofRuns: boolean): number {
  return Object.values<Metric>(METRICS)
    .filter(({ seldom = false }) => seldom === ofRuns)
    .reduce((sum, { by }) => sum + (by?.values.length ?? 1), 0);
}

/** @param factors the amount as text, with its computation */
function charge(what: string, price: Price, amount: number, factors = numberText(amount), note = ''): Charge {
  const arithmetic = `${factors} × ${priceText(price)}${note}`;
  const afterFreeTier = costOf(price, Math.max(0, amount - price.free));
  return { what, arithmetic, dollars: costOf(price, amount), afterFreeTier };
}

/** The total of some lines, in dollars. */
export function sumOf(charges: readonly Charge[], dollars: 'dollars' | 'afterFreeTier' = 'dollars'): number {
  return charges.reduce((sum, line) => sum + line[dollars], 0);
}

/** The cost of a million revisions in a situation, line by line, without the storage of the originals. */
export function revisionCharges(run: SituationRun, facts: StackFacts, assumptions: Assumptions): readonly Charge[] {
  const { webhook, worker, s3 } = run;
  const perMillion = (count: number): number => (count / run.revisions) * MILLION;
  const durations = functionDurations(run, facts, assumptions);
  const functionCharges = (name: 'webhook' | 'worker', memoryMb: number) => {
    const calls = perMillion(run[name].invocations);
    const { ms, workingMs, waitingMs } = durations[name];
    const gbSeconds = (calls * memoryMb * ms) / 1024 / 1000;
    const time = `(${workingMs.toFixed(0)} ms CPU + ${waitingMs} ms waiting)`;
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
  // Lambda receives a batch with one request and deletes it with another, which carries no bodies.
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

/** How long one invocation takes on AWS, and the parts of that time. In milliseconds. */
export function functionDurations(run: SituationRun, facts: StackFacts, assumptions: Assumptions) {
  const { revisions, webhook, worker, s3 } = run;
  const duration = ({ cpuMsPerCall: cpuMs }: FunctionRun, memoryMb: number, waitingMs: number) => {
    const workingMs = cpuMs * Math.max(1, MB_PER_CPU / memoryMb);
    return { cpuMs, workingMs, waitingMs, ms: workingMs + waitingMs };
  };
  // The worker handles the messages of a batch concurrently, so only the longest download counts. The S3 requests for one
  // revision are sequential, and the PUT of the journal follows them. Waits and CPU time are added, although they overlap.
  const sequential = Math.ceil((s3.revisionPuts + s3.heads + s3.gets + s3.lists) / revisions) + 1;
  const { sqsMs, cloudinaryMs, s3Ms } = assumptions;
  return {
    // One send, after the signature has been checked.
    webhook: duration(webhook, facts.webhookMemoryMb, sqsMs),
    worker: duration(worker, facts.workerMemoryMb, cloudinaryMs + sequential * s3Ms),
  };
}

/** Added to each line, for its timestamp. Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
const BYTES_PER_LINE = 26;
const ID = 'c793869b-ee49-115b-a5b6-4fd21e8dedac';
/** The lines that Lambda itself writes for an invocation. Source: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html */
const LAMBDA_LINES = [
  `START RequestId: ${ID} Version: $LATEST\n`,
  `END RequestId: ${ID}\n`,
  `REPORT RequestId: ${ID}\tDuration: 1128.83 ms\tBilled Duration: 1129 ms\tMemory Size: 1769 MB\tMax Memory Used: 1174 MB\t\n`,
];
/** Values of typical length. Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html */
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
 * The log volume of one revision in a situation, in bytes as CloudWatch counts them: the functions' own lines as counted,
 * and those of AWS in their documented form.
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

/** The cost of a month in which nothing happens except monitoring. */
export function monthlyCharges(
  facts: StackFacts,
  { metricSeries }: Pick<Measurements, 'metricSeries'>,
  clouds: number,
): readonly Charge[] {
  const { alarmMetrics, eventSources, scheduled, dashboards } = facts;
  const { inventory, verify } = facts.runs;
  const series = metricSeries.length * clouds + 1;
  const most = seriesOfCloud(false) * clouds + 1;
  const seriesText = `${metricSeries.length} a cloud × ${clouds} and ${BUCKET_VIOLATIONS.name} = ${series}`;
  const polls = eventSources * POLLERS * ((HOURS_PER_MONTH * 3600) / POLL_SECONDS);
  const pollsText = `${eventSources} queues × ${POLLERS} requests every ${POLL_SECONDS} s = ${numberText(polls)}`;
  const checks = scheduled.reduce((sum, { invocationsPerMonth }) => sum + invocationsPerMonth, 0);
  const checkGbSeconds = scheduled.reduce(
    (sum, { invocationsPerMonth, memoryMb, timeoutSeconds }) =>
      sum + (invocationsPerMonth * memoryMb * timeoutSeconds) / 1024,
    0,
  );
  const checksText = `${numberText(checks)} runs, each as long as its timeout: ${numberText(checkGbSeconds)} GB-s`;
  const transitions = inventory * TRANSITIONS.inventory + verify * TRANSITIONS.verify;
  const inventoryRuns = `${numberText(inventory)} inventory runs × ${TRANSITIONS.inventory}`;
  const verifyRuns = `${numberText(verify)} verify runs × ${TRANSITIONS.verify}`;
  const runSeries = (inventory * SERIES.inventory + verify * SERIES.verify) / HOURS_PER_MONTH;
  const runSeriesText = `(${numberText(inventory)} × ${SERIES.inventory} + ${numberText(verify)} × ${SERIES.verify}) hours of series / ${HOURS_PER_MONTH} hours a month`;
  const { dashboard, metric } = PRICES;
  const small = dashboards.filter((metrics) => metrics <= FREE_DASHBOARD_METRICS).length;
  const dashboardNote = `; ${dashboards.join(' and ')} metrics; ${dashboard.free} dashboards of up to ${FREE_DASHBOARD_METRICS} metrics are free`;
  return [
    charge('alarms', PRICES.alarm, alarmMetrics),
    charge(
      'metric series',
      metric,
      series,
      seriesText,
      ` if each gets data in every hour (${most} if everything fails at once)`,
    ),
    {
      ...charge('dashboards', dashboard, dashboards.length, `${dashboards.length}`, dashboardNote),
      afterFreeTier: costOf(dashboard, dashboards.length - Math.min(small, dashboard.free)),
    },
    charge('polling of empty queues', PRICES.sqs, polls, pollsText),
    charge('schedules', PRICES.schedule, checks + inventory + verify),
    charge(
      'state machines',
      PRICES.stateTransition,
      transitions,
      `(${inventoryRuns} + ${verifyRuns}) transitions`,
      ' if there is little to do',
    ),
    {
      ...charge('metric series of runs', metric, runSeries, runSeriesText),
      // The other series use up the free tier first.
      afterFreeTier: costOf(metric, Math.min(runSeries, Math.max(0, series + runSeries - metric.free))),
    },
    charge('bucket check', PRICES.lambdaDuration, checkGbSeconds, checksText),
  ];
}
