/** How long a failed message waits: doubling from `baseSeconds` with each receive, never over `capSeconds`. */
export interface RetryPolicy {
  readonly baseSeconds: number;
  readonly capSeconds: number;
}

/**
 * Seconds until a failed message shows again: exponential by its receive count, of which the upper half is jitter, so
 * that what failed together does not come back together.
 *
 * @param receiveCount 1 for the first time a message was received
 * @param random in [0, 1)
 * @param notBeforeSeconds how long the other side asked to be left alone; honoured up to SQS's limit of 12 hours less
 * what the message has been invisible for, so that one call never fails for its length
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

/** Below the 12 hours that SQS allows, by the 15 minutes for which a function may have held the message. */
const MAX_DELAY_SECONDS = 12 * 3600 - 15 * 60;
