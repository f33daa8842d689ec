/** The configuration cannot be used. The message is complete: it lists every problem, and is meant for the operator. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}
