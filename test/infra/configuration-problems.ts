import { expect } from 'vitest';
import { readConfiguration } from '#infra/configuration/read-configuration.ts';

/** What the operator reads of a configuration that cannot be used. */
export function messageOf(context: unknown): string {
  try {
    readConfiguration(context);
  } catch (error) {
    expect(error).toMatchObject({ name: 'ConfigurationError' });
    return String(error);
  }
  throw new Error('the configuration was accepted');
}

/** Its problems, one a line. */
export function problemsOf(context: unknown): string[] {
  return messageOf(context).split('\n').slice(1);
}
