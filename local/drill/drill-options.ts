import { Command, Option } from 'commander';
import { COLUMNS } from '#shared/domain/text/display-width.ts';
import { hanging } from '#shared/domain/text/wrapped.ts';
import { type NoRun, parseCommandLine, type RunOptions } from '../program/parse-command-line.ts';
import { SCENARIOS } from './scenarios.ts';

/** The options of the drill. */
export interface DrillOptions extends RunOptions {
  /** The names of the scenarios to play. */
  readonly only: readonly string[];
}

const NAMES = SCENARIOS.map(({ name }) => name);
const WIDTH = Math.max(...NAMES.map((name) => name.length));

const HELP = `
Scenarios:
${SCENARIOS.map(({ name, what }) => hanging(`  ${name.padEnd(WIDTH)}  `, what, COLUMNS)).join('\n')}

Exit codes:
  0    in every scenario the expected alarms and no others fired, the runbook
       repaired what was broken, and nothing is lost
  1    something else happened, or the local cloud did not start
  2    unknown option or argument
  130  interrupted`;

/** Reads the arguments after the program's name. Prints help and errors. */
export function parseDrillOptions(args: readonly string[]): DrillOptions | NoRun {
  const command = new Command()
    .description(
      'Breaks things on a local copy of AWS and Cloudinary, and shows which alarms fire and that the runbook repairs it.',
    )
    .addOption(new Option('--only <scenario...>', 'play only these scenarios').choices(NAMES))
    .addHelpText('after', HELP);
  return parseCommandLine(command, args, { npm: 'npm run drill', defaults: { only: NAMES } });
}
