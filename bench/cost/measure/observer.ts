import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { JOURNAL_PREFIX } from '../../../shared/domain/bucket/bucket-layout.ts';
import type { DeployedStack } from '../../../test/e2e/stack/deployed-stack.ts';
import { uploadMessages } from '../../../test/e2e/stack/upload-messages.ts';
import type { SituationRun } from '../measurements.ts';
import type { Situation } from '../situations.ts';
import { ObservedFunction } from './observed-function.ts';
import { PLAY, type Play } from './play-situations.ts';
import { RequestLog } from './request-log.ts';
import { requestsIn } from './requests-in.ts';

async function bytesUnder({ s3, bucket }: DeployedStack, Prefix: string): Promise<number> {
  let bytes = 0;
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix })) {
    for (const { Size = 0 } of Contents) bytes += Size;
  }
  return bytes;
}

/** Brings situations about on a deployed stack, and counts what they take. */
export class Observer {
  /** Every line that the functions logged in the rounds. */
  readonly lines: string[] = [];
  readonly #play: Play;
  readonly #webhook: ObservedFunction;
  readonly #worker: ObservedFunction;
  readonly #requests: RequestLog;

  constructor(play: Play) {
    const { stack } = play;
    const { miniStack } = stack.cloud;
    this.#play = play;
    this.#webhook = new ObservedFunction(miniStack, stack.output('WebhookFunctionName'));
    this.#worker = new ObservedFunction(miniStack, stack.output('WorkerFunctionName'));
    this.#requests = new RequestLog(miniStack);
  }

  /** Must come first. What happened before it is not counted. */
  async start(): Promise<void> {
    await this.#requests.start();
    await Promise.all([this.#webhook.observe(), this.#worker.observe()]);
  }

  /** @throws Error when a revision was not stored at the first attempt: the counts would be those of a failure */
  async round(situation: Situation): Promise<SituationRun> {
    const { stack, cloud, revisions } = this.#play;
    const environment = stack.cloud.cloudinary.environment(cloud);
    const journal = `${JOURNAL_PREFIX}${cloud}/`;
    const [since, sent] = [Date.now() / 1000, uploadMessages(environment).length];
    const journalBefore = await bytesUnder(stack, journal);
    await PLAY[situation](this.#play);
    const { lines: ofWebhook, ...webhook } = await this.#webhook.observe();
    const { lines: ofWorker, ...worker } = await this.#worker.observe();
    this.lines.push(...ofWebhook, ...ofWorker);
    const counted = requestsIn(await this.#requests.calls(since));
    const { revisionPuts } = counted.s3;
    if (revisionPuts !== revisions) throw new Error(`${situation}: ${revisionPuts} PUTs for ${revisions} revisions`);
    const messages = uploadMessages(environment, sent);
    const messageBytes = messages.reduce((sum, message) => sum + Buffer.byteLength(message), 0);
    const journalBytes = (await bytesUnder(stack, journal)) - journalBefore;
    return { revisions, webhook, worker, ...counted, messageBytes, journalBytes };
  }
}
