import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Figure } from './figure.ts';

/**
 * Runs a benchmark in a process of its own and returns its figures; its progress goes to this process's stderr.
 *
 * @throws Error when it ends with another exit code than 0: copies were wrong, or it could not measure
 */
export async function runBenchmark(name: string, options: readonly string[]): Promise<readonly Figure[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'benchmarks', `${name}.ts`), ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const code = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const figures = await text(child.stdout);
  if ((await code) !== 0) throw new Error(`benchmark ${name} ended with exit code ${await code}`);
  return JSON.parse(figures) as readonly Figure[];
}
