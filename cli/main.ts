import { interruption } from './console/interruption.ts';
import { OperatorConsole } from './console/operator-console.ts';
import { runCommandLine } from './program.ts';

/** Entry point of `npm run cli`. */
const console = new OperatorConsole(process.stdout, process.stderr);
const signal = interruption(() => console.note('Interrupted: finishing what is in hand. Ctrl-C again ends at once.'));
process.exitCode = await runCommandLine(process.argv.slice(2), console, signal);
