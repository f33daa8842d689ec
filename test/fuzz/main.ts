/**
 * Fuzzes the webhook in memory: `node test/fuzz/main.ts [--runs 50000] [--seed <number>]`.
 *
 * Ends with a table of figures beside those to reach; exit code 1 where one falls short, 2 for arguments that make no
 * sense.
 */
import { parseArgs } from 'node:util';
import { atLeast, figuresTable, none } from '../soak/figures-table.ts';
import type { FuzzRun } from './fuzz-run.ts';
import { fuzzMutatedAfterSigning, fuzzMutatedThenSigned } from './webhook-fuzz.ts';

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  process.stderr.write(`--${name} takes a whole number, not ${JSON.stringify(text)}\n`);
  process.exit(2);
}

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '50000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
  },
});
const runs = wholeNumber('runs', values.runs);
const seed = wholeNumber('seed', values.seed);

let strays = 0;
process.on('unhandledRejection', (reason) => {
  strays += 1;
  process.stderr.write(`unhandled rejection: ${reason instanceof Error ? reason.stack : String(reason)}\n`);
});

async function timed(what: string, run: () => Promise<FuzzRun>): Promise<FuzzRun> {
  const start = performance.now();
  const result = await run();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const outcomes = [...result.outcomes].sort().map(([outcome, count]) => `${outcome}: ${count}`);
  process.stdout.write(`${what}: ${result.runs} in ${seconds} s (${outcomes.join(', ')})\n`);
  if (result.failure !== undefined) process.stdout.write(`\n${result.failure}\n\n`);
  return result;
}

process.stdout.write(`seed ${seed}\n`);
const after = await timed('mutated after signing', () => fuzzMutatedAfterSigning({ runs, seed }));
const before = await timed('mutated, then signed', () => fuzzMutatedThenSigned({ runs, seed }));
// What was rejected without a handler shows only once the microtasks have run.
await new Promise((resolve) => setImmediate(resolve));

function passed({ outcomes }: FuzzRun): number {
  return [...outcomes.values()].reduce((sum, count) => sum + count, 0);
}

const figures = [
  atLeast('mutated after signing, answered 400, 401 or 413', passed(after), runs),
  atLeast('mutated, then signed: answered 200, nothing lost', passed(before), runs),
  none('unhandled rejections', strays),
];
process.stdout.write(`\n${figuresTable(figures)}\n`);
if (figures.some(({ reached }) => !reached)) process.exitCode = 1;
