import { jobOf } from '#shared/domain/jobs/queue-message.ts';
import { setAsidePiece } from '#shared/domain/jobs/set-aside-piece.ts';
import { freshJob } from '#shared/domain/jobs/waiting-job.ts';
import { asQueueSafeJson } from '#shared/domain/text/queue-safe-json.ts';
import type { Redrivable } from '../queue-name.ts';
import { type SendMessages, sendToQueues } from '../send-messages.ts';
import type { DeadLetterQueue, DeadMessage, JudgedLetter } from './dead-letter.ts';
import { type PieceCollector, pieceCollector } from './piece-collector.ts';
import { type RedriveEnd, type RedriveReport, redriveTally } from './redrive-report.ts';

/** SQS keeps a queue on many servers, and one empty answer does not speak for all of them. */
const EMPTY_ANSWERS = 2;

/** The progress of a redrive, in messages. */
export interface RedriveProgress {
  readonly found: number;
  readonly seen: number;
  readonly gone: number;
}

/** What to redrive, and how. */
export interface RedriveOptions {
  /** The queue whose dead-letter queue to redrive, or the set-aside queue. */
  readonly queue: Redrivable;
  /** Only look; change nothing. */
  readonly dryRun: boolean;
  /** How many messages may leave the dead-letter queue. The pieces of a body go together, even beyond this. */
  readonly max: number;
}

/** Everything that a redrive needs from outside. */
export interface RedriveDependencies {
  readonly deadLetters: DeadLetterQueue;
  readonly send: SendMessages<Redrivable>;
  now(): Date;
  onProgress?(progress: RedriveProgress): void;
  /** Aborted to stop: the redrive completes the messages that it has received, and receives no more. */
  readonly signal: AbortSignal;
}

/**
 * Decides about one message of a dead-letter queue. A job returns to its queue as it was before it waited.
 *
 * @returns nothing for a piece of a body that is not whole yet: the collector keeps it
 */
function judgeMessage(message: DeadMessage, queue: Redrivable, collector: PieceCollector): JudgedLetter | undefined {
  const job = jobOf(message.body);
  if (job !== undefined) {
    const letter = { kind: job.job, cloud: job.cloud, messages: [message] };
    const to = queue === 'set-aside' ? 'live' : queue;
    return { letter, outcome: 'moved', resent: [{ queue: to, body: asQueueSafeJson(freshJob(job)) }] };
  }
  const piece = setAsidePiece(message.body);
  if (piece !== undefined) return collector.add(message, piece);
  const letter = { kind: 'unknown', messages: [message] } as const;
  return { letter, outcome: 'kept', resent: [], reason: 'this is not a job that this version knows' };
}

/**
 * Moves the messages of a dead-letter queue back to their queues: it sends each one first, and removes it afterwards. A
 * crash in between leaves a message twice and loses none; the worker stores nothing twice. Messages that were received
 * and not removed stay hidden, so each message is seen once.
 *
 * It does not use SQS's own StartMessageMoveTask, which moves every message, even one that no worker can parse, and
 * cannot join pieces. As with that task, SQS treats a moved message as new, and keeps it for another 14 days.
 *
 * A failure is part of the report, together with what was done before it.
 *
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
 */
export async function redriveQueue(
  { queue, dryRun, max }: RedriveOptions,
  { deadLetters, send, now, onProgress, signal }: RedriveDependencies,
): Promise<RedriveReport> {
  const startedAt = now();
  const tally = redriveTally(startedAt);
  const collector = pieceCollector(queue);
  const held = new Map<string, DeadMessage>();
  const removed = new Set<string>();
  let found = 0;
  let seen = 0;

  const judgeOne = (message: DeadMessage): JudgedLetter | undefined => {
    // A moved message can fail and return while this command runs: moved again, it would circle for ever.
    if (message.firstSentAt <= startedAt) return judgeMessage(message, queue, collector);
    const letter = judgeMessage(message, queue, pieceCollector(queue))?.letter;
    const unknown = { kind: 'unintelligible', messages: [message] } as const;
    return {
      letter: letter ?? unknown,
      outcome: 'kept',
      resent: [],
      reason: 'it arrived after this command began: the next one handles it',
    };
  };

  const judge = (messages: readonly DeadMessage[]): readonly JudgedLetter[] => {
    const judged: JudgedLetter[] = [];
    let gone = tally.gone();
    for (const message of messages) {
      if (gone >= max) break;
      seen += 1;
      const letter = judgeOne(message);
      if (letter === undefined) continue;
      judged.push(letter);
      if (letter.outcome !== 'kept') gone += letter.letter.messages.length;
    }
    return judged;
  };

  const remove = async (messages: readonly DeadMessage[]): Promise<void> => {
    if (messages.length === 0) return;
    // Only the newest receipt removes a message that was received again.
    await deadLetters.remove(messages.map((message) => held.get(message.id) ?? message));
    for (const { id } of messages) {
      held.delete(id);
      removed.add(id);
    }
  };

  const take = async (received: readonly DeadMessage[]): Promise<void> => {
    const fresh = received.filter(({ id }) => !held.has(id) && !removed.has(id));
    for (const message of received) held.set(message.id, message);
    const judged = judge(fresh);
    if (!dryRun) {
      const resent = judged.flatMap((letter) => letter.resent);
      await sendToQueues(resent, send);
      const going = judged.filter(({ outcome }) => outcome !== 'kept').flatMap(({ letter }) => letter.messages);
      // SQS may deliver a removed message once more.
      const again = received.filter(({ id }) => removed.has(id));
      await remove([...going, ...again]);
    }
    for (const letter of judged) tally.add(letter);
  };

  const moveAll = async (): Promise<RedriveEnd> => {
    for (let empty = 0; empty < EMPTY_ANSWERS; ) {
      onProgress?.({ found: Math.max(found, seen), seen, gone: tally.gone() });
      if (signal.aborted) return 'interrupted';
      if (tally.gone() >= max) return 'max';
      const received = await deadLetters.receive();
      empty = received.length === 0 ? empty + 1 : 0;
      await take(received);
    }
    for (const judged of collector.incomplete()) tally.add(judged);
    return 'empty';
  };

  /** Makes all held messages visible. @returns how many stay hidden for a while */
  const releaseAll = async (): Promise<number> => {
    try {
      return (await deadLetters.release([...held.values()])).length;
    } catch {
      // Either the failure is reported already, or it does not matter: they become visible again by themselves.
      return held.size;
    }
  };

  let ended: RedriveEnd = 'failed';
  let failure: { readonly error: unknown } | undefined;
  try {
    const { visible, hidden } = await deadLetters.count();
    found = visible + hidden;
    ended = await moveAll();
  } catch (error) {
    failure = { error };
  }
  const unreleased = await releaseAll();
  const unseen = Math.max(0, found - seen);
  return { queue, dryRun, ended, ...failure, found, ...tally.report(), unseen, unreleased };
}
