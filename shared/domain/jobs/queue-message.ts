import { type AssetDetails, LARGE_REVISION_BYTES } from '../asset/revision.ts';
import { asQueueSafeJson } from '../text/queue-safe-json.ts';
import type { Job } from './job.ts';

/** SQS charges messages in steps of this many bytes; none of ours is longer. */
export const MAX_MESSAGE_BYTES = 64 * 1024;

/** The queues for jobs of ordinary size: `live` for notifications, `bulk` for runs. */
type OrdinaryQueue = 'live' | 'bulk';

/** A message and the queue it belongs on. */
export interface QueueMessage<Queue extends OrdinaryQueue = 'live'> {
  readonly queue: Queue | 'large';
  readonly body: string;
}

/** Jobs as messages, and whether something was left out because no message could hold it. */
export interface Messages<Queue extends OrdinaryQueue = 'live'> {
  readonly messages: readonly QueueMessage<Queue>[];
  readonly oversized: boolean;
}

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

function encode(job: Job): string {
  return asQueueSafeJson(job);
}

/** Cuts a record job in half until each half fits. */
function encodeRecord(job: Job & { job: 'record' }): readonly (string | undefined)[] {
  const body = encode(job);
  if (byteLength(body) <= MAX_MESSAGE_BYTES) return [body];
  const middle = Math.ceil(job.entries.length / 2);
  if (job.entries.length < 2) return [undefined];
  return [job.entries.slice(0, middle), job.entries.slice(middle)].flatMap((entries) =>
    encodeRecord({ ...job, entries }),
  );
}

function droppable(name: string, bytes: number): number {
  return name === 'tags' && bytes < MAX_MESSAGE_BYTES / 2 ? 0 : bytes;
}

/**
 * Leaves out details that do not fit, the longest first, and tags of a usual length last, because rules may name them.
 * An absent detail is unknown, and the next inventory run fills it. The revision itself is never given up for them. A
 * mark says that tags were left out, because rules must not judge as if there were none.
 */
function encodeRevision(job: Job & { job: 'revision' }): string | undefined {
  let { details } = job;
  for (;;) {
    const tagsLeftOut = job.details.tags !== undefined && details.tags === undefined;
    const body = encode({ ...job, details, ...(tagsLeftOut && { tagsLeftOut }) });
    if (byteLength(body) <= MAX_MESSAGE_BYTES) return body;
    const lengths = Object.entries(details).map(([name, value]) => ({
      name,
      length: droppable(name, byteLength(asQueueSafeJson(value))),
    }));
    const most = Math.max(...lengths.map(({ length }) => length));
    const longest = lengths.find(({ length }) => length === most);
    if (longest === undefined) return undefined;
    details = Object.fromEntries(Object.entries(details).filter(([name]) => name !== longest.name)) as AssetDetails;
  }
}

function bodiesOf(job: Job): readonly (string | undefined)[] {
  if (job.job === 'record') return encodeRecord(job);
  if (job.job === 'revision') return [encodeRevision(job)];
  const body = encode(job);
  return [byteLength(body) <= MAX_MESSAGE_BYTES ? body : undefined];
}

/**
 * Turns jobs into messages of at most {@link MAX_MESSAGE_BYTES}.
 *
 * @param ordinary the queue of jobs that are not large: `live` for notifications, `bulk` for runs
 */
export function messagesOf<Queue extends OrdinaryQueue>(jobs: readonly Job[], ordinary: Queue): Messages<Queue>;

export function messagesOf(jobs: readonly Job[]): Messages;

export function messagesOf(jobs: readonly Job[], ordinary: OrdinaryQueue = 'live'): Messages<OrdinaryQueue> {
  const encoded = jobs.flatMap((job) => {
    const isLarge = job.job === 'revision' && job.revision.bytes >= LARGE_REVISION_BYTES;
    const queue: OrdinaryQueue | 'large' = isLarge ? 'large' : ordinary;
    return bodiesOf(job).map((body) => ({ queue, body }));
  });
  const messages = encoded.flatMap(({ queue, body }) => (body === undefined ? [] : [{ queue, body }]));
  return { messages, oversized: messages.length < encoded.length };
}

const JOBS: ReadonlySet<unknown> = new Set<Job['job']>(['revision', 'reread', 'rename', 'record']);

/**
 * The job in a message, or `undefined`. Only this project's functions may send to its queues, so checking the kind is
 * enough.
 */
export function jobOf(body: string): Job | undefined {
  try {
    const value = JSON.parse(body) as Job | null; // or anything else, which then has neither
    return value?.v === 1 && JOBS.has(value.job) ? value : undefined;
  } catch {
    return undefined;
  }
}
