/** A failure whose message tells an operator all there is to know. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}

/** What is asked for cannot be done as it was asked: nothing was done, and the message says how to ask. */
export class UsageError extends OperatorError {}
