import type { FunctionRun, SituationRun } from '../measurements.ts';

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

/** What a situation logs for one revision, in bytes as CloudWatch counts them. */
export interface LogVolume {
  readonly webhook: number;
  readonly worker: number;
  /** START, END and REPORT of both functions. */
  readonly lambda: number;
  readonly accessLog: number;
  readonly total: number;
}

function sizeOf(line: string): number {
  return Buffer.byteLength(line) + BYTES_PER_LINE;
}

function accessLogLine(format: string): string {
  return format.replace(/\$context(?:\.\w+)+/g, (variable) => ACCESS_LOG_VALUES[variable] ?? '-');
}

/** The functions' own lines as they were counted, and those of AWS by their documented form. */
export function logVolume({ revisions, webhook, worker }: SituationRun, accessLogFormat: string): LogVolume {
  const own = ({ logBytes, logLines }: FunctionRun) => (logBytes + logLines * BYTES_PER_LINE) / revisions;
  const ofLambda = LAMBDA_LINES.reduce((sum, line) => sum + sizeOf(line), 0);
  const volume = {
    webhook: own(webhook),
    worker: own(worker),
    lambda: ((webhook.invocations + worker.invocations) * ofLambda) / revisions,
    accessLog: (webhook.invocations * sizeOf(accessLogLine(accessLogFormat))) / revisions,
  };
  return { ...volume, total: volume.webhook + volume.worker + volume.lambda + volume.accessLog };
}
