import { CommanderError } from 'commander';
import { interruption } from './console/interruption.ts';
import { OperatorConsole } from './console/operator-console.ts';
import { EXIT_CODE } from './exit-code.ts';
import { program } from './program.ts';

/** Entry point of `npm run cli`. */
const operator = new OperatorConsole(process.stdout, process.stderr);
const signal = interruption(() => operator.note('Interrupted: finishing what is in hand. Ctrl-C again ends at once.'));
try {
  await program({ console: operator, signal }).parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT_CODE.done : EXIT_CODE.usage;
}
