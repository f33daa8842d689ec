import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { rootClientConfig } from '#local/ministack/root-client-config.ts';
import { startLocalCloud } from '#local/start-local-cloud.ts';
import { sqsQueues } from '#shared/adapters/aws/sqs-queues.ts';
import { DeployedStack } from '#test/e2e/stack/deployed-stack.ts';
import { randomImage } from '#test/e2e/stack/random-image.ts';
import { SdkClient } from '#test/e2e/stack/sdk-client.ts';
import { uploadMessages } from '#test/e2e/stack/upload-messages.ts';
import {
  type Measurements,
  metricSeries,
  SITUATIONS,
  type Situation,
  type SituationRun,
  sumOfRounds,
} from './measurements.ts';
import { startObserver } from './observer.ts';

const CLOUD = 'demo';
const ROUNDS = 3;
const REVISIONS = 100;
/** Few processes, so that all are warm when counting begins. The cost of a batch does not depend on their number. */
const SETTINGS = { concurrency: { live: 2, bulk: 2, large: 2 } };
/** The local cloud refuses some of the first calls, while functions start. Cloudinary's own pauses are minutes. */
const RETRIES_MS = [250, 500, 1000, 2000, 4000];
/** The size of each original, in bytes. */
const ORIGINAL = 500_000;
/** Concurrent uploads: enough to be fast, and few enough that the local cloud refuses none. */
const AT_ONCE = 4;
/** Longer than the local cloud takes to switch event sources. */
const SWITCHING_MS = 1000;

/**
 * Deploys the stack to the local cloud, plays each situation in turn, several times, and counts.
 *
 * @param progress receives a line for each step
 * @throws Error when a revision was not stored at the first attempt, because the counts would include a failure
 */
export async function measureSituations(progress: (line: string) => void): Promise<Measurements> {
  const clouds = [{ cloudName: CLOUD, keys: [{ apiKey: '412233445566778', apiSecret: 'measured' }] }];
  const cloud = await startLocalCloud({
    cloudinary: { clouds, notifications: { retryDelaysMs: RETRIES_MS } },
    settings: SETTINGS,
    onProgress: (event) => progress('line' in event ? event.line : event.phase),
  });
  const stack = new DeployedStack(cloud);
  try {
    progress('warming up');
    for (const situation of SITUATIONS) await PLAY[situation](stack);
    const observer = await startObserver(stack, CLOUD);
    const rounds: Record<Situation, SituationRun[]> = { bulk: [], full: [], trickle: [] };
    for (let round = 1; round <= ROUNDS; round += 1) {
      for (const situation of SITUATIONS) {
        progress(`round ${round} of ${ROUNDS}, ${situation}: ${REVISIONS} originals of ${ORIGINAL / 1000} KB`);
        const counted = await observer.count(REVISIONS, () => PLAY[situation](stack));
        rounds[situation].push(counted);
      }
    }
    const { bulk, full, trickle } = rounds;
    return {
      measured: here(),
      originalBytes: ORIGINAL,
      situations: { bulk: sumOfRounds(bulk), full: sumOfRounds(full), trickle: sumOfRounds(trickle) },
      metricSeries: metricSeries(observer.lines),
    };
  } finally {
    stack.close();
    await cloud.stop();
  }
}

function here(): Measurements['measured'] {
  const cores = cpus();
  return {
    at: new Date().toISOString(),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    command: 'npm run cost -- --measure',
    where: `local cloud on ${cores.length} × ${cores[0]?.model.trim()}, ${process.platform} ${process.arch}, Node ${process.version}`,
  };
}

/** Plays a situation; resolves when no message is left. */
const PLAY: Readonly<Record<Situation, (stack: DeployedStack) => Promise<void>>> = {
  /** The worker finishes each upload before the next one. */
  trickle: (stack) => upload(stack, 'trickle', 1, () => stack.idle()),
  /** Notifications arrive faster than the worker takes them, and fill its batches. */
  full: (stack) => pileUp(stack, () => upload(stack, 'full')),
  /** There are no notifications: messages are put on the bulk queue, by the adapter that inventory runs use. */
  bulk: (stack) =>
    pileUp(stack, async () => {
      const { cloudinary } = stack.cloud;
      const simulated = cloudinary.cloud(CLOUD);
      const before = uploadMessages(simulated).length;
      cloudinary.faults.notifications.drop = 1;
      await upload(stack, 'bulk');
      await cloudinary.notifications.idle();
      cloudinary.faults.notifications.drop = 0;
      const queues = sqsQueues(stack.sqs, { bulk: stack.output('BulkQueueUrl') });
      await queues.send('bulk', uploadMessages(simulated, before));
    }),
};

async function upload(stack: DeployedStack, folder: string, atOnce = AT_ONCE, each = async () => {}): Promise<void> {
  const client = new SdkClient(stack.cloud.cloudinary, CLOUD);
  for (let index = 0; index < REVISIONS; index += atOnce) {
    const batch = Array.from({ length: Math.min(atOnce, REVISIONS - index) }, (_, offset) => {
      const options = { public_id: `catalog/${folder}/photo ${index + offset}`, tags: ['autumn', 'shoes'] };
      const bytes = randomImage(ORIGINAL);
      // About once in a thousand uploads, the SDK generates a boundary of one or two letters, which Node cannot parse.
      return client.upload(bytes, options).catch(() => client.upload(bytes, options));
    });
    await Promise.all(batch);
    await each();
  }
}

/** Starts the worker only when everything is on the queue, so that it gets full batches. */
async function pileUp(stack: DeployedStack, fill: () => Promise<void>): Promise<void> {
  await switchEventSources(stack, false);
  await fill();
  await stack.cloud.cloudinary.notifications.idle();
  await switchEventSources(stack, true);
  await stack.idle();
}

async function switchEventSources({ cloud }: DeployedStack, Enabled: boolean): Promise<void> {
  const lambda = new LambdaClient(rootClientConfig(cloud.miniStack));
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  for (const { UUID } of EventSourceMappings) {
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
  }
  lambda.destroy();
  await sleep(SWITCHING_MS);
}
