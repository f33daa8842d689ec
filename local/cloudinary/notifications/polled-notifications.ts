import { setTimeout as pause } from 'node:timers/promises';

/** A notification that waits to be polled, as `GET …/messages` answers it. */
export interface PolledMessage {
  receipt_handle: string;
  batch_id: string | undefined;
  payload: unknown;
  /** The bytes that are signed, in base64url without padding. */
  signed_payload: string;
  signature: string;
  /** UNIX seconds. */
  timestamp: string;
}

interface Buffered {
  message: PolledMessage;
  channel: string;
  /** Milliseconds; a claimed message is given to no other caller before. */
  visibleAt: number;
}

/** How often a waiting poll looks again. */
const LOOK_MS = 20;

/** Messages that `poll://` destinations have received and no caller has acknowledged, in order of arrival. */
export class PolledNotifications {
  readonly #messages = new Map<string, Buffered>();

  add(channel: string, message: PolledMessage): void {
    this.#messages.set(message.receipt_handle, { message, channel, visibleAt: 0 });
  }

  /** Whether there was such a message. */
  acknowledge(receiptHandle: string): boolean {
    return this.#messages.delete(receiptHandle);
  }

  /**
   * Claims the messages of a channel or of a batch, at most `max`, and hides them for `hideMs`. Waits up to `waitMs` for
   * the first one.
   */
  async claim(
    address: { channel: string } | { batchId: string },
    { max, waitMs, hideMs }: { max: number; waitMs: number; hideMs: number },
    now: () => Date,
  ): Promise<PolledMessage[]> {
    const addressed = ({ channel, message }: Buffered) =>
      'channel' in address ? channel === address.channel : message.batch_id === address.batchId;
    for (let waited = 0; ; waited += LOOK_MS) {
      const time = now().getTime();
      const visible = [...this.#messages.values()].filter((found) => addressed(found) && found.visibleAt <= time);
      const claimed = visible.slice(0, max);
      for (const found of claimed) found.visibleAt = time + hideMs;
      if (claimed.length > 0 || waited >= waitMs) return claimed.map(({ message }) => message);
      // A poll that waits must not keep a process alive that has nothing else to do.
      await pause(LOOK_MS, undefined, { ref: false });
    }
  }
}
