import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { parseArgs } from 'node:util';
import { type Figure, reaches, withoutTarget } from './report/figure.ts';
import { figuresTable } from './report/figures-table.ts';
import { runBenchmark } from './report/run-benchmark.ts';

/**
 * Entry point of `npm run bench`: all benchmarks, or those named, one after the other, each in a process of its own.
 * Usage: `npm run bench -- [--json] [--quick] [name…]`.
 */
const files = await readdir(join(import.meta.dirname, 'benchmarks'));
const known = files.map((file) => parse(file).name).toSorted();
const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !known.includes(name));

if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are: ${known.join(', ')}`);
  process.exitCode = 2;
} else {
  const figures: Figure[] = [];
  const failures: string[] = [];
  for (const name of positionals.length > 0 ? positionals : known) {
    console.error(`${name}:`);
    await runBenchmark(name, values.quick === true ? ['--quick'] : []).then(
      // A time measured in haste is no verdict.
      (measured) =>
        figures.push(...measured.map((it) => (values.quick === true && !it.binding ? withoutTarget(it) : it))),
      (error: Error) => failures.push(error.message),
    );
  }
  console.log(values.json === true ? JSON.stringify({ figures, failures }, null, 2) : `\n${figuresTable(figures)}`);
  for (const failure of failures) console.error(`FAILED: ${failure}`);
  const short = figures.filter((figure) => figure.binding && !reaches(figure));
  process.exitCode = failures.length + short.length > 0 ? 1 : 0;
}
