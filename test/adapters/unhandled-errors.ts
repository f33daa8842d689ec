import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect } from 'vitest';

/** Makes each test of a file or a group fail if it leaves an error unhandled. */
export function failOnUnhandledErrors(): void {
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  beforeEach(() => void process.on('unhandledRejection', note).on('uncaughtException', note));
  afterEach(async () => {
    await sleep(5);
    process.off('unhandledRejection', note).off('uncaughtException', note);
    expect(unhandled.splice(0)).toEqual([]);
  });
}
