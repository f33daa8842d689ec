import { interruption } from './console/interruption.ts';
import { OperatorConsole } from './console/operator-console.ts';
import { surviveClosedPipes } from './console/survive-closed-pipes.ts';
import { executeCommandLine } from './program.ts';

/** Entry point of `./cloudinary-backup`. */
const console = new OperatorConsole(process.stdout, process.stderr);
surviveClosedPipes();
const signal = interruption(() => console.noteInterruption());
process.exitCode = await executeCommandLine(process.argv.slice(2), console, signal);
