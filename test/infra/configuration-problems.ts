import { ConfigurationError } from '#infra/configuration/configuration-error.ts';
import { readConfiguration } from '#infra/configuration/read-configuration.ts';

/** What the operator reads about a configuration that cannot be used. */
export function messageOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

/** Its problems, each on one line, however wide. */
export function problemsOf(value: unknown): string[] {
  return messageOf(() => readConfiguration(value))
    .split(/\n(?= {2}- )/)
    .slice(1)
    .map((problem) => problem.replaceAll(/\n +/g, ' '));
}
