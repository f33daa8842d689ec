import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { figuresTable, meetsLimit, type PublishedFigure } from './figures.ts';

/**
 * Entry point of `npm run bench`: runs all benchmarks, or those named, one after the other, each in its own process.
 * Usage: `npm run bench -- [--json] [--quick] [name…]`.
 */
const FOLDER = join(import.meta.dirname, 'benchmarks');
const known = (await readdir(FOLDER)).map((file) => parse(file).name).toSorted();
const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !known.includes(name));

if (unknown.length > 0) {
  console.error(`Unknown benchmark ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  process.exitCode = 2;
} else {
  const figures: PublishedFigure[] = [];
  const failures: string[] = [];
  for (const name of positionals.length > 0 ? positionals : known) {
    console.error(`${name}:`);
    await runBenchmark(name, values.quick === true).then(
      (measured) => figures.push(...measured),
      (error: Error) => failures.push(error.message),
    );
  }
  console.log(values.json === true ? JSON.stringify({ figures, failures }, null, 2) : `\n${figuresTable(figures)}`);
  for (const failure of failures) console.error(`FAILED: ${failure}`);
  const missed = figures.filter((figure) => figure.binding && !meetsLimit(figure));
  process.exitCode = failures.length + missed.length > 0 ? 1 : 0;
}

/**
 * Runs a benchmark in its own process and returns its figures. Its progress goes to this process's stderr.
 *
 * @throws Error when its exit code is not 0: copies were wrong, or it could not measure
 */
async function runBenchmark(name: string, quick: boolean): Promise<readonly PublishedFigure[]> {
  const args = [join(FOLDER, `${name}.ts`), ...(quick ? ['--quick'] : [])];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [[code], published] = await Promise.all([once(child, 'close'), text(child.stdout)]);
  if (code !== 0) throw new Error(`benchmark ${name} ended with exit code ${code}`);
  const figures = JSON.parse(published) as readonly PublishedFigure[]; // From our own process.
  // Times of a quick run are too rough to compare with a limit.
  return figures.map((figure) => (quick && !figure.binding ? { ...figure, limit: undefined } : figure));
}
