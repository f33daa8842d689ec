/** A message of a dead-letter queue, hidden from others while it is in our hands. */
export interface DeadMessage {
  readonly id: string;
  /** Of this receipt: it may be another one when the same message is received again. */
  readonly receipt: string;
  readonly body: string;
  /** When it was first sent: moving it to the dead-letter queue has not changed that. */
  readonly firstSentAt: Date;
}

/** How many messages a queue says that it holds. Approximate: SQS may be up to a minute behind. */
export interface MessageCounts {
  readonly visible: number;
  /** In somebody's hands: they show again when their visibility time-out is over. */
  readonly hidden: number;
}

/** A dead-letter queue as a redrive needs it. */
export interface DeadLetterQueue {
  count(): Promise<MessageCounts>;
  /** Some messages, hidden for much longer than it takes to work on them; none where none was found just now. */
  receive(): Promise<readonly DeadMessage[]>;
  /** @throws when at least one is still there */
  remove(messages: readonly DeadMessage[]): Promise<void>;
  /** Shows messages again. Those that it could not, it returns: they show again by themselves later. */
  release(messages: readonly DeadMessage[]): Promise<readonly DeadMessage[]>;
}
