import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { functionLogs } from '#local/ministack/function-logs.ts';
import type { MiniStack } from '#local/ministack/start-ministack.ts';
import { JOURNAL_PREFIX } from '#shared/domain/bucket/bucket-layout.ts';
import type { DeployedStack } from '#test/e2e/stack/deployed-stack.ts';
import { uploadMessages } from '#test/e2e/stack/upload-messages.ts';
import { median } from '../measuring.ts';
import type { FunctionRun, SituationRun } from './measurements.ts';

/** Lines of an invocation that Lambda writes, not the function. */
const OF_LAMBDA = /^(?:INIT_START|START|END|REPORT) /;
const BILLED = /^REPORT .*Billed Duration: ([\d.]+) ms/;
const LOG_PAUSE_MS = 500;
/** Linux counts CPU time in ticks of this many milliseconds. Source: https://man7.org/linux/man-pages/man7/time.7.html */
const TICK_MS = 10;

/** Counts the requests and log lines of a deployed stack, and its CPU time. */
export interface Observer {
  /** Every line that the functions logged during the counts. */
  readonly lines: readonly string[];
  /**
   * Counts while `play` has so many revisions copied.
   *
   * @throws Error when a revision was not stored at the first attempt, because the counts would include a failure
   */
  count(revisions: number, play: () => Promise<void>): Promise<SituationRun>;
}

/** Starts an observer. What happened earlier does not count. */
export async function startObserver(stack: DeployedStack, cloud: string): Promise<Observer> {
  const { miniStack, cloudinary } = stack.cloud;
  const simulated = cloudinary.cloud(cloud);
  const observeWebhook = observation(miniStack, stack.output('WebhookFunctionName'));
  const observeWorker = observation(miniStack, stack.output('WorkerFunctionName'));
  const lines: string[] = [];
  await recordRequests(miniStack);
  await Promise.all([observeWebhook(), observeWorker()]);
  return {
    lines,
    count: async (revisions, play) => {
      const since = Date.now() / 1000;
      const sent = uploadMessages(simulated).length;
      const journalBefore = await journalBytes(stack, cloud);
      await play();
      const { lines: ofWebhook, ...webhook } = await observeWebhook();
      const { lines: ofWorker, ...worker } = await observeWorker();
      lines.push(...ofWebhook, ...ofWorker);
      const { s3, sqsSends } = requestsIn(await requestsSince(miniStack, since), miniStack);
      if (s3.revisionPuts !== revisions) throw new Error(`${s3.revisionPuts} PUTs for ${revisions} revisions`);
      const messageBytes = bytesOf(uploadMessages(simulated, sent));
      const written = (await journalBytes(stack, cloud)) - journalBefore;
      return { revisions, webhook, worker, s3, sqsSends, messageBytes, journalBytes: written };
    },
  };
}

async function journalBytes({ s3: client, bucket }: DeployedStack, cloud: string): Promise<number> {
  const query = { Bucket: bucket, Prefix: `${JOURNAL_PREFIX}${cloud}/` };
  let bytes = 0;
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, query)) {
    for (const { Size = 0 } of Contents) bytes += Size;
  }
  return bytes;
}

/** The bytes of some texts in UTF-8. */
function bytesOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/** Returns a function that reports what a Lambda function has done since its last call, or since deployment. */
function observation(miniStack: MiniStack, name: string) {
  let seen = 0;
  let cpuBefore: ReadonlyMap<number, number> = new Map();
  return async (): Promise<FunctionRun & { readonly lines: readonly string[] }> => {
    const all = await completeLog(miniStack, name);
    const logged = all.slice(seen);
    seen = all.length;
    const cpu = await cpuTimes(await miniStack.functionProcesses(name));
    const cpuMs = [...cpu].reduce((sum, [pid, ms]) => sum + ms - (cpuBefore.get(pid) ?? 0), 0);
    cpuBefore = cpu;
    const billed = logged.flatMap((line) => BILLED.exec(line)?.[1] ?? []).map(Number);
    const invocations = billed.length;
    const lines = logged.filter((line) => !OF_LAMBDA.test(line));
    return {
      invocations,
      cpuMsPerCall: invocations === 0 ? 0 : cpuMs / invocations,
      localMs: invocations === 0 ? 0 : median(billed),
      logLines: lines.length,
      logBytes: bytesOf(lines),
      lines,
    };
  };
}

/** Lines appear a moment late, so the log counts as complete when it stops growing. */
async function completeLog(miniStack: MiniStack, name: string): Promise<readonly string[]> {
  for (let known = -1; ; await sleep(LOG_PAUSE_MS)) {
    const events = await functionLogs(miniStack, name);
    if (events.length === known) return events.map(({ message }) => message);
    known = events.length;
  }
}

/** User and system CPU time that each process has used, in milliseconds by process id. */
async function cpuTimes(pids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  if (process.platform !== 'linux') throw new Error('Measuring needs Linux: CPU time is read from /proc.');
  const times = new Map<number, number>();
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The command name, in brackets, may contain spaces. User and system time are 12 and 13 fields after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    times.set(pid, (Number(fields[11]) + Number(fields[12])) * TICK_MS);
  }
  return times;
}

/** A request that reached the local cloud, as MiniStack's CloudTrail records it. */
interface LoggedRequest {
  readonly EventId: string;
  /** Seconds since 1970. */
  readonly EventTime: number;
  /** The service, like `s3.amazonaws.com`. */
  readonly EventSource: string;
  readonly EventName: string;
  readonly AccessKeyId: string;
  readonly Resources: readonly { readonly ResourceName: string; readonly ResourceType: string }[];
}

/**
 * Turns on MiniStack's CloudTrail. From then on it records every HTTP request that MiniStack dispatches, with or without
 * the SDK. It keeps the newest 10,000.
 *
 * Source: ministack/services/cloudtrail.py of MiniStack
 */
async function recordRequests({ endpoint }: MiniStack): Promise<void> {
  const body = JSON.stringify({ 'cloudtrail._recording_enabled': 'true' });
  const response = await fetch(`${endpoint}/_ministack/config`, { method: 'POST', body });
  if (!response.ok) throw new Error(`MiniStack refuses to record requests: HTTP ${response.status}`);
}

/** Every recorded request from `since` on, in seconds since 1970. */
async function requestsSince({ endpoint, env }: MiniStack, since: number): Promise<readonly LoggedRequest[]> {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents',
    // MiniStack needs the access key, and does not check the signature.
    authorization: `AWS4-HMAC-SHA256 Credential=${env.AWS_ACCESS_KEY_ID}/20260101/${env.AWS_REGION}/cloudtrail/aws4_request, SignedHeaders=host, Signature=0`,
  };
  const requests = new Map<string, LoggedRequest>();
  // An answer has the newest 50. The next request ends where this answer began.
  for (let EndTime: number | undefined; ; ) {
    const body = JSON.stringify({ StartTime: since, EndTime });
    const response = await fetch(endpoint, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`LookupEvents: HTTP ${response.status} ${await response.text()}`);
    // The shape of MiniStack's answer, according to its source.
    const { Events } = (await response.json()) as { readonly Events: readonly LoggedRequest[] };
    const known = requests.size;
    for (const event of Events) requests.set(event.EventId, event);
    if (requests.size === known) return [...requests.values()];
    EndTime = Events.at(-1)?.EventTime;
  }
}

/**
 * Counts the requests of the functions. The messages of the bulk queue come from this process.
 *
 * @throws Error for a request to S3 that has no price here
 */
function requestsIn(requests: readonly LoggedRequest[], { env }: MiniStack): Pick<SituationRun, 's3' | 'sqsSends'> {
  const s3 = { revisionPuts: 0, journalPuts: 0, heads: 0, gets: 0, lists: 0 };
  const kinds: Readonly<Record<string, keyof typeof s3>> = {
    HeadObject: 'heads',
    GetObject: 'gets',
    ListObjects: 'lists',
  };
  for (const { EventName, EventSource, AccessKeyId, Resources } of requests) {
    // This process calls as root, and no function does.
    if (EventSource !== 's3.amazonaws.com' || AccessKeyId === env.AWS_ACCESS_KEY_ID) continue;
    const object = Resources.find(({ ResourceType }) => ResourceType === 'AWS::S3::Object');
    const put = object?.ResourceName.startsWith(JOURNAL_PREFIX) ? 'journalPuts' : 'revisionPuts';
    const kind = EventName === 'PutObject' ? put : kinds[EventName];
    if (kind === undefined) throw new Error(`${EventName} has no price here`);
    s3[kind] += 1;
  }
  return { s3, sqsSends: requests.filter(({ EventName }) => EventName === 'SendMessageBatch').length };
}
