import { deadLetterPiece } from '#shared/domain/jobs/dead-letter-piece.ts';
import { jobOf } from '#shared/domain/jobs/queue-message.ts';
import type { Lane } from '../lane.ts';
import { type SendMessages, sendToQueues } from '../send-messages.ts';
import type { DeadLetterQueue, DeadMessage, JudgedLetter } from './dead-letter.ts';
import { type PieceCollector, pieceCollector } from './piece-collector.ts';
import { type RedriveEnd, type RedriveReport, redriveTally } from './redrive-report.ts';

/** SQS keeps a queue on many servers, and one answer without messages is not all of them. */
const EMPTY_ANSWERS = 2;

/** How far a redrive is, in messages. */
export interface RedriveProgress {
  readonly found: number;
  readonly looked: number;
  readonly gone: number;
}

/** Which dead-letter queue to redrive, and how. */
export interface RedriveOptions {
  readonly lane: Lane;
  /** Look, and change nothing. */
  readonly dryRun: boolean;
  /** Stop once so many messages have left the dead-letter queue. The pieces of a body go together, beyond it too. */
  readonly max: number;
}

/** Everything that a redrive needs from outside. */
export interface RedriveDependencies {
  readonly deadLetters: DeadLetterQueue;
  readonly send: SendMessages<Lane>;
  now(): Date;
  onProgress?(progress: RedriveProgress): void;
  /** Once aborted, the messages in hand are finished, and no more are taken. */
  readonly signal: AbortSignal;
}

/**
 * Decides about one message of a lane's dead-letter queue. A job goes back to its lane as it is.
 *
 * @returns nothing for a piece of a body that is not whole yet: the collector has it
 */
function judgeMessage(message: DeadMessage, lane: Lane, collector: PieceCollector): JudgedLetter | undefined {
  const job = jobOf(message.body);
  if (job !== undefined) {
    const letter = { kind: job.job, cloud: job.cloud, messages: [message] };
    return { letter, outcome: 'moved', resent: [{ queue: lane, body: message.body }] };
  }
  const piece = deadLetterPiece(message.body);
  if (piece !== undefined) return collector.add(message, piece);
  const letter = { kind: 'unknown', messages: [message] } as const;
  return { letter, outcome: 'kept', resent: [], reason: 'no job that this version knows' };
}

/**
 * Brings the messages of a dead-letter queue back to work: sends each one again, and removes it only then. A crash in
 * between leaves a message twice, which the worker takes, and never none. What it has received and not removed, it holds
 * hidden, so that it sees each message once.
 *
 * Not SQS's own StartMessageMoveTask, which moves every message, also what no worker understands, and can put no pieces
 * together. Like there, what is moved is a new message to SQS, which keeps it for another 14 days.
 *
 * Failures are part of the report, together with what was done before.
 *
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
 */
export async function redriveQueue(
  { lane, dryRun, max }: RedriveOptions,
  { deadLetters, send, now, onProgress, signal }: RedriveDependencies,
): Promise<RedriveReport> {
  const startedAt = now();
  const tally = redriveTally(startedAt);
  const collector = pieceCollector();
  const held = new Map<string, DeadMessage>();
  const removed = new Set<string>();
  let found = 0;
  let looked = 0;

  const judgeOne = (message: DeadMessage): JudgedLetter | undefined => {
    // What we move can fail and come back while we run: moved again, it would go round for ever.
    if (message.firstSentAt <= startedAt) return judgeMessage(message, lane, collector);
    const letter = judgeMessage(message, lane, pieceCollector())?.letter;
    const unknown = { kind: 'unintelligible', messages: [message] } as const;
    return { letter: letter ?? unknown, outcome: 'kept', resent: [], reason: 'came after this run had begun' };
  };

  const judge = (messages: readonly DeadMessage[]): readonly JudgedLetter[] => {
    const judged: JudgedLetter[] = [];
    let gone = tally.gone();
    for (const message of messages) {
      if (gone >= max) break;
      looked += 1;
      const letter = judgeOne(message);
      if (letter === undefined) continue;
      judged.push(letter);
      if (letter.outcome !== 'kept') gone += letter.letter.messages.length;
    }
    return judged;
  };

  const remove = async (messages: readonly DeadMessage[]): Promise<void> => {
    if (messages.length === 0) return;
    // With the newest receipt: a message that was received again is removed by no other.
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
      // SQS may hand out a message once more that was removed.
      const again = received.filter(({ id }) => removed.has(id));
      await remove([...going, ...again]);
    }
    for (const letter of judged) tally.add(letter);
  };

  const moveAll = async (): Promise<RedriveEnd> => {
    for (let empty = 0; empty < EMPTY_ANSWERS; ) {
      onProgress?.({ found: Math.max(found, looked), looked, gone: tally.gone() });
      if (signal.aborted) return 'interrupted';
      if (tally.gone() >= max) return 'max';
      const received = await deadLetters.receive();
      empty = received.length === 0 ? empty + 1 : 0;
      await take(received);
    }
    for (const judged of collector.incomplete()) tally.add(judged);
    return 'empty';
  };

  /** @returns how many stay hidden for a while */
  const releaseAll = async (): Promise<number> => {
    try {
      return (await deadLetters.release([...held.values()])).length;
    } catch {
      // Whatever it was, a failure to report already or none that matters: they show again by themselves.
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
  const unseen = Math.max(0, found - looked);
  return { lane, dryRun, ended, ...failure, found, ...tally.report(), unseen, unreleased };
}
