import { COLUMNS } from '#shared/domain/text/display-width.ts';
import { wrapped } from '#shared/domain/text/wrapped.ts';

/**
 * The configuration cannot be used. The message is complete: it lists every problem, and is meant for the operator. It
 * fits 80 columns, whatever the width of the terminal: `cdk` passes what the app prints through a pipe.
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(message: string) {
    super(
      message
        .split('\n')
        .flatMap((line) => wrapped(line, COLUMNS))
        .join('\n'),
    );
  }
}
