import { COLUMNS } from '#shared/domain/text/display-width.ts';
import { secondsText } from '#shared/domain/text/figure-text.ts';
import { hanging } from '#shared/domain/text/wrapped.ts';
import { atLeast, figuresTable, none, verdictLine } from '../soak/figures-table.ts';
import { program, wholeNumber } from '../soak/program.ts';
import type { FuzzOptions, FuzzRun } from './fuzz-run.ts';
import { fuzzMutatedAfterSigning, fuzzMutatedThenSigned } from './webhook-fuzz.ts';

/** Fuzzes the webhook in memory. Ends with a table of figures and their targets; exit code 1 if one is missed. */
const options = program('npm run fuzz', 'Fuzzes the webhook in memory.')
  .option('--runs <number>', 'deliveries of each kind', wholeNumber, 50_000)
  .option('--seed <number>', 'seed of the random bodies', wholeNumber, Math.ceil(Math.random() * 999_999_999))
  .parse()
  .opts<FuzzOptions>();

let strays = 0;
process.on('unhandledRejection', (reason) => {
  strays += 1;
  process.stderr.write(`unhandled rejection: ${reason instanceof Error ? reason.stack : String(reason)}\n`);
});

async function timed(what: string, run: (options: FuzzOptions) => Promise<FuzzRun>): Promise<FuzzRun> {
  const start = performance.now();
  const result = await run(options);
  const time = secondsText((performance.now() - start) / 1000);
  const outcomes = [...result.outcomes].sort().map(([outcome, count]) => `${outcome}: ${count}`);
  const found = `${result.runs} in ${time} (${outcomes.join(', ')})`;
  process.stdout.write(`${hanging(`${what}: `, found, COLUMNS)}\n`);
  if (result.failure !== undefined) process.stdout.write(`\n${result.failure}\n\n`);
  return result;
}

process.stdout.write(`seed ${options.seed}\n`);
const after = await timed('mutated after signing', fuzzMutatedAfterSigning);
const before = await timed('mutated, then signed', fuzzMutatedThenSigned);
// Unhandled rejections are reported only after the microtasks.
await new Promise((resolve) => setImmediate(resolve));

function passed({ outcomes }: FuzzRun): number {
  return [...outcomes.values()].reduce((sum, count) => sum + count, 0);
}

const figures = [
  atLeast('mutated after signing, answered 400, 401 or 413', passed(after), options.runs),
  atLeast('mutated, then signed: answered 200, nothing lost', passed(before), options.runs),
  none('unhandled rejections', strays),
];
process.stdout.write(`\n${figuresTable(figures)}\n\n${verdictLine(figures)}\n`);
if (figures.some(({ reached }) => !reached)) process.exitCode = 1;
