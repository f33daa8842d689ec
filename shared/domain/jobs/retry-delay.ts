/** How long a failed message waits: from `baseSeconds`, doubled with each receive, up to `capSeconds`. */
export interface RetryPolicy {
  readonly baseSeconds: number;
  readonly capSeconds: number;
}

/**
 * Seconds until a failed message becomes visible again. They grow exponentially with its receive count, and the upper
 * half is random, so that messages that failed together do not come back together.
 *
 * @param receiveCount 1 for the first time a message was received
 * @param random in [0, 1)
 * @param notBeforeSeconds how long the other side asked us to wait. It is honoured up to SQS's limit of 12 hours, less
 * the time for which the message may have been invisible: SQS would reject a longer delay
 */
export function retryDelaySeconds(
  policy: RetryPolicy,
  receiveCount: number,
  random: number,
  notBeforeSeconds = 0,
): number {
  const exponential = Math.min(policy.capSeconds, policy.baseSeconds * 2 ** Math.min(receiveCount - 1, 30));
  const jittered = exponential / 2 + (exponential / 2) * random;
  return Math.ceil(Math.min(Math.max(jittered, notBeforeSeconds), MAX_DELAY_SECONDS));
}

/** SQS allows 12 hours, less the 15 minutes for which a function may have held the message. */
const MAX_DELAY_SECONDS = 12 * 3600 - 15 * 60;
