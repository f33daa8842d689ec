import { SqsQueue } from '../../../shared/adapters/aws/sqs-queue.ts';
import type { DeployedStack } from '../../../test/e2e/stack/deployed-stack.ts';
import { randomImage } from '../../../test/e2e/stack/random-image.ts';
import { SdkClient } from '../../../test/e2e/stack/sdk-client.ts';
import { uploadMessages } from '../../../test/e2e/stack/upload-messages.ts';
import type { Situation } from '../situations.ts';
import { switchEventSources } from './event-sources.ts';

/** Uploads at once: enough to be quick, few enough that the local cloud refuses none. */
const AT_ONCE = 4;

/** Whose uploads, how many and how large. */
export interface Play {
  readonly stack: DeployedStack;
  readonly cloud: string;
  readonly revisions: number;
  readonly originalBytes: number;
}

async function uploads(
  situation: string,
  { stack, cloud, revisions, originalBytes }: Play,
  each?: () => Promise<void>,
) {
  const client = new SdkClient(stack.cloud.cloudinary, cloud);
  const atOnce = each === undefined ? AT_ONCE : 1;
  for (let index = 0; index < revisions; index += atOnce) {
    const batch = Array.from({ length: Math.min(atOnce, revisions - index) }, (_, offset) => {
      const options = { public_id: `catalog/${situation}/photo ${index + offset}`, tags: ['autumn', 'shoes'] };
      const bytes = randomImage(originalBytes);
      // Once in some thousand uploads the SDK makes up a boundary of one or two letters, which Node cannot parse.
      return client.upload(bytes, options).catch(() => client.upload(bytes, options));
    });
    await Promise.all(batch);
    await each?.();
  }
}

/** Nothing is worked on until all is on the queue. */
async function piledUp(play: Play, fill: () => Promise<void>) {
  const { stack } = play;
  await switchEventSources(stack.cloud.miniStack, false);
  await fill();
  await stack.cloud.cloudinary.notifications.idle();
  await switchEventSources(stack.cloud.miniStack, true);
  await stack.settled();
}

/** How each situation is brought about; done when everything is worked off. */
export const PLAY: Readonly<Record<Situation, (play: Play) => Promise<void>>> = {
  /** Every upload is worked off before the next one. */
  trickle: (play) => uploads('trickle', play, () => play.stack.settled()),
  /** Notifications come faster than the worker works, so that its batches are full. */
  full: (play) => piledUp(play, () => uploads('full', play)),
  /** Nobody is notified: messages come to the bulk queue, by the adapter that whatever fills it uses. */
  bulk: (play) =>
    piledUp(play, async () => {
      const { cloudinary } = play.stack.cloud;
      const environment = cloudinary.environment(play.cloud);
      const before = uploadMessages(environment).length;
      cloudinary.faults.notifications.drop = 1;
      await uploads('bulk', play);
      await cloudinary.notifications.idle();
      cloudinary.faults.notifications.drop = 0;
      await new SqsQueue(play.stack.sqs, play.stack.output('BulkQueueUrl')).send(uploadMessages(environment, before));
    }),
};
