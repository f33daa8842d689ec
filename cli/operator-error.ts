/** A failure whose message says all that an operator needs to know. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}

/** A command line that cannot work. Nothing was done, and the message says what to write instead. */
export class UsageError extends OperatorError {}
