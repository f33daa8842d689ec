import './forget-cloudinary-account.ts';
import { parseDemoOptions } from './demo-options.ts';
import { interruption } from './interruption.ts';
import { runDemo } from './run-demo.ts';

/** Entry point of `npm start`: the whole pipeline on this machine, from the upload to the verified copy. */
const options = parseDemoOptions(process.argv.slice(2));
process.exitCode = 'exitCode' in options ? options.exitCode : await runDemo(options, interruption());
