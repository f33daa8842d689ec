/** One attempt at delivering a notification. */
export interface DeliveredNotification {
  readonly at: Date;
  readonly cloud: string;
  readonly type: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Undefined when no answer came. */
  readonly status: number | undefined;
  readonly error?: string;
}

/** A notification that never arrived. */
export interface DroppedNotification {
  readonly cloud: string;
  readonly type: string;
  readonly url: string;
  readonly body: string;
  /** Out of retries, or lost by a fault. */
  readonly reason: 'retries-exhausted' | 'fault';
}
