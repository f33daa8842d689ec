import '../program/forget-cloudinary-account.ts';
import { interruption } from '#cli/console/interruption.ts';
import { surviveClosedPipes } from '#cli/console/survive-closed-pipes.ts';
import { endChildProcesses } from '../process/end-child-processes.ts';
import { parseDrillOptions } from './drill-options.ts';
import { runDrill } from './run-drill.ts';

/** Entry point of `npm run drill`: breaks things on this machine, and shows that alarms and runbook keep their promises. */
surviveClosedPipes();
const options = parseDrillOptions(process.argv.slice(2));
const signal = interruption(() => void endChildProcesses());
process.exitCode = 'exitCode' in options ? options.exitCode : await runDrill(options, signal);
