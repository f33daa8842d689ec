import { afterEach, beforeEach, vi } from 'vitest';

/** Everything that goes to standard output and standard error from now on: what Lambda would log. */
export function captureOutput() {
  const written: string[] = [];
  const take = (chunk: unknown): boolean => {
    written.push(String(chunk));
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(take),
    vi.spyOn(process.stderr, 'write').mockImplementation(take),
    ...(['log', 'info', 'warn', 'error', 'debug'] as const).map((method) =>
      vi.spyOn(console, method).mockImplementation((...values: unknown[]) => void written.push(values.join(' '))),
    ),
  ];
  return {
    text: () => written.join('\n'),
    /** The lines that are JSON, parsed. */
    lines: (): readonly Record<string, unknown>[] =>
      written.flatMap((text) =>
        text
          .split('\n')
          .filter((line) => line.startsWith('{'))
          .map((line) => JSON.parse(line) as Record<string, unknown>),
      ),
    clear: () => void written.splice(0),
    restore: () => {
      for (const spy of spies) spy.mockRestore();
    },
  };
}

/** Captures the output of each test of a file. */
export function useCapturedOutput(): Omit<ReturnType<typeof captureOutput>, 'restore'> {
  let output: ReturnType<typeof captureOutput>;
  beforeEach(() => {
    output = captureOutput();
  });
  afterEach(() => output.restore());
  return { text: () => output.text(), lines: () => output.lines(), clear: () => output.clear() };
}
