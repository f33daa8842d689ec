import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { startLocalCloud } from '../../../local/start-local-cloud.ts';
import { JOURNAL_PREFIX } from '../../../shared/domain/bucket-layout.ts';
import { DeployedStack } from '../../../test/e2e/stack/deployed-stack.ts';
import { uploadMessages } from '../../../test/e2e/stack/upload-messages.ts';
import type { Measurements, SituationRun } from '../measurements.ts';
import { SITUATIONS, type Situation } from '../situations.ts';
import { metricSeries } from './metric-series.ts';
import { ObservedFunction } from './observed-function.ts';
import { PLAY, type Play } from './play-situations.ts';
import { type LoggedCall, RequestLog } from './request-log.ts';

const CLOUD = 'demo';
const REVISIONS = 200;
/** Few processes, so that all are warm when counting begins; what a batch costs does not depend on how many there are. */
const SETTINGS = { concurrency: { live: 2, bulk: 2, large: 2 } };
/** For the first calls, while functions start: the local cloud refuses some, and Cloudinary's own pauses are minutes. */
const RETRIES_MS = [250, 500, 1000, 2000, 4000];
/** In bytes. */
const ORIGINAL = 500_000;

const isJournal = ({ key }: LoggedCall) => key?.startsWith(JOURNAL_PREFIX) === true;

/** What came from the functions; the messages of bulk work come from this process. */
const requestsIn = (calls: readonly LoggedCall[]): Pick<SituationRun, 's3' | 'sqsSends'> => {
  const s3 = calls.filter(({ source, byRoot }) => source === 's3.amazonaws.com' && !byRoot);
  const puts = s3.filter(({ name }) => name === 'PutObject');
  const named = (name: string) => s3.filter((call) => call.name === name).length;
  const counted = {
    revisionPuts: puts.filter((call) => !isJournal(call)).length,
    journalPuts: puts.filter(isJournal).length,
    heads: named('HeadObject'),
    gets: named('GetObject'),
    lists: named('ListObjects'),
  };
  const sum = Object.values(counted).reduce((total, count) => total + count, 0);
  if (sum !== s3.length) throw new Error(`Requests of no known kind: ${[...new Set(s3.map(({ name }) => name))]}`);
  return { s3: counted, sqsSends: calls.filter(({ name }) => name === 'SendMessageBatch').length };
};

const bytesUnder = async ({ s3, bucket }: DeployedStack, Prefix: string): Promise<number> => {
  let bytes = 0;
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix })) {
    for (const { Size = 0 } of Contents) bytes += Size;
  }
  return bytes;
};

const here = (): Measurements['measured'] => {
  const cores = cpus();
  return {
    at: new Date().toISOString(),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    command: 'npm run cost -- --measure',
    where: `local cloud on ${cores.length} × ${cores[0]?.model.trim()}, ${process.platform} ${process.arch}, Node ${process.version}`,
  };
};

/**
 * Deploys the stack to the local cloud, brings each situation about, and counts.
 *
 * @param progress is told what happens
 * @throws Error when a revision was not stored at the first attempt: then the counts would be those of a failure
 */
export const measureSituations = async (progress: (line: string) => void): Promise<Measurements> => {
  const environments = [{ cloudName: CLOUD, keys: [{ apiKey: '412233445566778', apiSecret: 'measured' }] }];
  const cloud = await startLocalCloud({
    cloudinary: { environments, notifications: { retryDelaysMs: RETRIES_MS } },
    settings: SETTINGS,
    onProgress: progress,
  });
  const stack = new DeployedStack(cloud);
  try {
    const webhook = new ObservedFunction(cloud.miniStack, stack.output('WebhookFunctionName'));
    const worker = new ObservedFunction(cloud.miniStack, stack.output('WorkerFunctionName'));
    const requests = new RequestLog(cloud.miniStack);
    await requests.start();
    const play: Play = { stack, cloud: CLOUD, revisions: REVISIONS, originalBytes: ORIGINAL };
    progress('warming up');
    for (const situation of SITUATIONS) await PLAY[situation](play);
    await Promise.all([webhook.observe(), worker.observe()]);

    const lines: string[] = [];
    const run = async (situation: Situation): Promise<SituationRun> => {
      progress(`${situation}: ${REVISIONS} originals of ${ORIGINAL} bytes`);
      const environment = cloud.cloudinary.environment(CLOUD);
      const [since, sent] = [Date.now() / 1000, uploadMessages(environment).length];
      const journalBefore = await bytesUnder(stack, `${JOURNAL_PREFIX}${CLOUD}/`);
      await PLAY[situation](play);
      const { lines: ofWebhook, ...webhookRun } = await webhook.observe();
      const { lines: ofWorker, ...workerRun } = await worker.observe();
      lines.push(...ofWebhook, ...ofWorker);
      const counted = requestsIn(await requests.calls(since));
      const { revisionPuts } = counted.s3;
      if (revisionPuts !== REVISIONS) throw new Error(`${situation}: ${revisionPuts} of ${REVISIONS} were put once`);
      const messages = uploadMessages(environment, sent);
      const messageBytes = messages.reduce((sum, message) => sum + Buffer.byteLength(message), 0);
      const journalBytes = (await bytesUnder(stack, `${JOURNAL_PREFIX}${CLOUD}/`)) - journalBefore;
      return { revisions: REVISIONS, webhook: webhookRun, worker: workerRun, ...counted, messageBytes, journalBytes };
    };
    // One after the other: they share the functions.
    const trickle = await run('trickle');
    const full = await run('full');
    const bulk = await run('bulk');
    return {
      measured: here(),
      originalBytes: ORIGINAL,
      situations: { bulk, full, trickle },
      metricSeries: [...metricSeries(lines)],
    };
  } finally {
    stack.close();
    await cloud.stop();
  }
};
