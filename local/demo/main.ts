import '../program/forget-cloudinary-account.ts';
import { interruption } from '#cli/console/interruption.ts';
import { surviveClosedPipes } from '#cli/console/survive-closed-pipes.ts';
import { endChildProcesses } from '../process/end-child-processes.ts';
import { parseDemoOptions } from './demo-options.ts';
import { runDemo } from './run-demo.ts';

/** Entry point of `npm start`: the whole pipeline on this machine, from upload to verified copy. */
surviveClosedPipes();
const options = parseDemoOptions(process.argv.slice(2));
const signal = interruption(() => void endChildProcesses());
process.exitCode = 'exitCode' in options ? options.exitCode : await runDemo(options, signal);
