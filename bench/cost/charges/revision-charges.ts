import type { Assumptions } from '../assumptions.ts';
import type { SituationRun } from '../measurements.ts';
import { costOf, PRICES, priceText } from '../prices.ts';
import type { StackFacts } from '../stack/stack-facts.ts';
import type { Charge } from './charge.ts';
import { type FunctionDuration, webhookDuration, workerDuration } from './function-duration.ts';
import { logVolume } from './log-volume.ts';
import { numberText } from './number-text.ts';

const MILLION = 1_000_000;
/** AWS counts a GB as 2^30 bytes. Source: https://aws.amazon.com/s3/faqs/ */
const GB = 1024 ** 3;
const SQS_CHUNK = 64 * 1024;
/** CloudWatch keeps logs by the month of 30.4 days. */
const DAYS_PER_MONTH = 365 / 12;

/** What a million revisions of a situation cost, storage of the originals aside; line by line. */
export function revisionCharges(run: SituationRun, facts: StackFacts, assumptions: Assumptions): readonly Charge[] {
  const perMillion = (count: number): number => (count / run.revisions) * MILLION;
  const { webhook, worker, s3 } = run;

  const functionCharges = (
    name: string,
    invocations: number,
    memoryMb: number,
    { ms, workingMs, waitingMs }: FunctionDuration,
  ) => {
    const gbSeconds = (perMillion(invocations) * memoryMb * ms) / 1024 / 1000;
    return [
      {
        what: `${name} function, invocations`,
        arithmetic: `${numberText(perMillion(invocations))} × ${priceText(PRICES.lambdaRequest)}`,
        dollars: costOf(PRICES.lambdaRequest, perMillion(invocations)),
      },
      {
        what: `${name} function, duration`,
        arithmetic: `${numberText(perMillion(invocations))} × ${memoryMb} MB × (${workingMs.toFixed(0)} ms working + ${waitingMs} ms waiting) = ${numberText(Math.round(gbSeconds))} GB-s × ${priceText(PRICES.lambdaDuration)}`,
        dollars: costOf(PRICES.lambdaDuration, gbSeconds),
      },
    ];
  };

  const chunks = (requests: number): number =>
    requests === 0 ? 0 : perMillion(requests) * Math.ceil(run.messageBytes / requests / SQS_CHUNK);
  // Lambda receives a batch by one request, and deletes it by another, which carries no bodies.
  const [sends, receives, deletes] = [chunks(run.sqsSends), chunks(worker.invocations), perMillion(worker.invocations)];
  const [puts, journals, lists] = [perMillion(s3.revisionPuts), perMillion(s3.journalPuts), perMillion(s3.lists)];
  const looks = perMillion(s3.heads + s3.gets);
  const log = logVolume(run, facts.accessLogFormat);
  const logGb = (log.total * MILLION) / GB;
  const months = facts.logRetentionDays / DAYS_PER_MONTH;
  const requests = perMillion(webhook.invocations);

  return [
    {
      what: 'HTTP API',
      arithmetic: `${numberText(requests)} × ${priceText(PRICES.httpApi)}`,
      dollars: costOf(PRICES.httpApi, requests),
    },
    ...functionCharges('webhook', webhook.invocations, facts.webhookMemoryMb, webhookDuration(run, facts, assumptions)),
    {
      what: 'SQS: send, receive, delete',
      arithmetic: `(${[sends, receives, deletes].map(numberText).join(' + ')}) × ${priceText(PRICES.sqs)}`,
      dollars: costOf(PRICES.sqs, sends + receives + deletes),
    },
    ...functionCharges('worker', worker.invocations, facts.workerMemoryMb, workerDuration(run, facts, assumptions)),
    {
      what: 'S3 PUT: revisions, journal',
      arithmetic: `(${numberText(puts)} + ${numberText(journals)}) × ${priceText(PRICES.s3Put)}`,
      dollars: costOf(PRICES.s3Put, puts + journals),
    },
    {
      what: 'S3 LIST',
      arithmetic: `${numberText(lists)} × ${priceText(PRICES.s3Put)}`,
      dollars: costOf(PRICES.s3Put, lists),
    },
    {
      what: 'S3 HEAD and GET',
      arithmetic: `${numberText(looks)} × ${priceText(PRICES.s3Get)}`,
      dollars: costOf(PRICES.s3Get, looks),
    },
    {
      what: 'logs, written',
      arithmetic: `(${[log.webhook, log.worker, log.lambda, log.accessLog].map((bytes) => bytes.toFixed(0)).join(' + ')}) bytes a revision = ${logGb.toFixed(3)} GB × ${priceText(PRICES.logIngestion)}`,
      dollars: costOf(PRICES.logIngestion, logGb),
    },
    {
      what: `logs, kept ${facts.logRetentionDays} days`,
      arithmetic: `${logGb.toFixed(3)} GB × ${months.toFixed(2)} months × ${priceText(PRICES.logStorage)}`,
      dollars: costOf(PRICES.logStorage, logGb * months),
    },
  ].filter(({ dollars }) => dollars > 0);
}
