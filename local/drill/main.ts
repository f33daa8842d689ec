import '../demo/forget-cloudinary-account.ts';
import { interruption } from '../demo/interruption.ts';
import { parseDrillOptions } from './drill-options.ts';
import { runDrill } from './run-drill.ts';

/** Entry point of `npm run drill`: breaks things on this machine, and shows that alarms and runbook do what they say. */
const options = parseDrillOptions(process.argv.slice(2));
process.exitCode = 'exitCode' in options ? options.exitCode : await runDrill(options, interruption());
