import { deadLetterPiece } from '../../domain/jobs/dead-letter-piece.ts';
import { jobOf } from '../../domain/jobs/queue-message.ts';
import type { Lane } from '../lane.ts';
import { type SendMessages, sendToQueues } from '../send-messages.ts';
import type { JudgedLetter } from './dead-letter.ts';
import type { DeadLetterQueue, DeadMessage } from './dead-letter-queue.ts';
import { PieceCollector } from './piece-collector.ts';
import type { RedriveEnd, RedriveReport } from './redrive-report.ts';
import { RedriveTally } from './redrive-tally.ts';

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

/** One run: everything that it has received and not removed, it holds hidden, so that it sees each message once. */
class Redrive {
  readonly #options: RedriveOptions;
  readonly #dependencies: RedriveDependencies;
  readonly #startedAt: Date;
  readonly #tally: RedriveTally;
  readonly #collector = new PieceCollector();
  readonly #held = new Map<string, DeadMessage>();
  readonly #removed = new Set<string>();
  #found = 0;
  #looked = 0;

  constructor(options: RedriveOptions, dependencies: RedriveDependencies) {
    this.#options = options;
    this.#dependencies = dependencies;
    this.#startedAt = dependencies.now();
    this.#tally = new RedriveTally(this.#startedAt);
  }

  async run(): Promise<RedriveReport> {
    let ended: RedriveEnd = 'failed';
    let failure: { readonly error: unknown } | undefined;
    try {
      const { visible, hidden } = await this.#dependencies.deadLetters.count();
      this.#found = visible + hidden;
      ended = await this.#moveAll();
      if (ended === 'empty') for (const judged of this.#collector.incomplete()) this.#tally.add(judged);
    } catch (error) {
      failure = { error };
    }
    const unreleased = await this.#releaseAll();
    const { moved, settled, kept, sent, old, oldest } = this.#tally;
    const unseen = Math.max(0, this.#found - this.#looked);
    return {
      lane: this.#options.lane,
      dryRun: this.#options.dryRun,
      ended,
      ...failure,
      found: this.#found,
      moved: moved.all,
      settled: settled.all,
      kept,
      unseen,
      sent,
      oldestFirstSentAt: oldest,
      old,
      unreleased,
    };
  }

  async #moveAll(): Promise<RedriveEnd> {
    const { deadLetters, signal, onProgress } = this.#dependencies;
    for (let empty = 0; empty < EMPTY_ANSWERS; ) {
      onProgress?.({ found: Math.max(this.#found, this.#looked), looked: this.#looked, gone: this.#tally.gone });
      if (signal.aborted) return 'interrupted';
      if (this.#tally.gone >= this.#options.max) return 'max';
      const received = await deadLetters.receive();
      empty = received.length === 0 ? empty + 1 : 0;
      await this.#take(received);
    }
    return 'empty';
  }

  async #take(received: readonly DeadMessage[]): Promise<void> {
    const fresh = received.filter(({ id }) => !this.#held.has(id) && !this.#removed.has(id));
    for (const message of received) this.#held.set(message.id, message);
    const judged = this.#judge(fresh);
    const going = judged.filter(({ outcome }) => outcome !== 'kept').flatMap(({ letter }) => letter.messages);
    // SQS may hand out a message once more that was removed.
    const again = received.filter(({ id }) => this.#removed.has(id));
    if (!this.#options.dryRun) {
      await sendToQueues(
        judged.flatMap(({ resent }) => resent),
        this.#dependencies.send,
      );
      await this.#remove([...going, ...again]);
    }
    for (const letter of judged) this.#tally.add(letter);
  }

  #judge(messages: readonly DeadMessage[]): readonly JudgedLetter[] {
    const { lane, max } = this.#options;
    const judged: JudgedLetter[] = [];
    let { gone } = this.#tally;
    for (const message of messages) {
      if (gone >= max) break;
      this.#looked += 1;
      const letter = this.#judgeOne(message, lane);
      if (letter === undefined) continue;
      judged.push(letter);
      if (letter.outcome !== 'kept') gone += letter.letter.messages.length;
    }
    return judged;
  }

  #judgeOne(message: DeadMessage, lane: Lane): JudgedLetter | undefined {
    // What we move can fail and come back while we run: moved again, it would go round for ever.
    if (message.firstSentAt <= this.#startedAt) return judgeMessage(message, lane, this.#collector);
    const letter = judgeMessage(message, lane, new PieceCollector())?.letter;
    const unknown = { kind: 'unintelligible', messages: [message] } as const;
    return { letter: letter ?? unknown, outcome: 'kept', resent: [], reason: 'came after this run had begun' };
  }

  async #remove(messages: readonly DeadMessage[]): Promise<void> {
    if (messages.length === 0) return;
    // With the newest receipt: a message that was received again is removed by no other.
    await this.#dependencies.deadLetters.remove(messages.map((message) => this.#held.get(message.id) ?? message));
    for (const { id } of messages) {
      this.#held.delete(id);
      this.#removed.add(id);
    }
  }

  /** @returns how many stay hidden for a while */
  async #releaseAll(): Promise<number> {
    const held = [...this.#held.values()];
    try {
      return (await this.#dependencies.deadLetters.release(held)).length;
    } catch {
      // Whatever it was, a failure to report already or none that matters: they show again by themselves.
      return held.length;
    }
  }
}

/**
 * Brings the messages of a dead-letter queue back to work: sends each one again, and removes it only then. A crash in
 * between leaves a message twice, which the worker takes, and never none.
 *
 * Not SQS's own StartMessageMoveTask, which moves every message, also what no worker understands, and can put no pieces
 * together. Like there, what is moved is a new message to SQS, which keeps it for another 14 days.
 *
 * Failures are part of the report, together with what was done before.
 *
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
 */
export function redriveQueue(options: RedriveOptions, dependencies: RedriveDependencies): Promise<RedriveReport> {
  return new Redrive(options, dependencies).run();
}
