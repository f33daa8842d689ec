import { deadLetterPiece } from '../../domain/jobs/dead-letter-piece.ts';
import { jobOf } from '../../domain/jobs/queue-message.ts';
import type { JudgedLetter } from './dead-letter.ts';
import type { DeadMessage } from './dead-letter-queue.ts';
import type { PieceCollector } from './piece-collector.ts';
import type { Lane } from './redrive-lane.ts';

/**
 * Decides about one message of a lane's dead-letter queue. A job goes back to its lane as it is.
 *
 * @returns nothing for a piece of a body that is not whole yet: the collector has it
 */
export function judgeMessage(message: DeadMessage, lane: Lane, collector: PieceCollector): JudgedLetter | undefined {
  const job = jobOf(message.body);
  if (job !== undefined) {
    const letter = { kind: job.job, cloud: job.cloud, messages: [message] };
    return { letter, outcome: 'moved', resent: [{ lane, body: message.body }] };
  }
  const piece = deadLetterPiece(message.body);
  if (piece !== undefined) return collector.add(message, piece);
  const letter = { kind: 'unknown', messages: [message] } as const;
  return { letter, outcome: 'kept', resent: [], reason: 'no job that this version knows' };
}
