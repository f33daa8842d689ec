/** A failure whose message tells an operator all there is to know. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}
