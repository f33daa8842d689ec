import { Command, Option } from 'commander';
import { type NoRun, parseCommandLine, type RunOptions } from '../demo/command-line.ts';
import { SCENARIOS } from './scenarios.ts';

/** What the drill was asked for. */
export interface DrillOptions extends RunOptions {
  /** The names of the scenarios to play. */
  readonly only: readonly string[];
}

const NAMES = SCENARIOS.map(({ name }) => name);
const WIDTH = Math.max(...NAMES.map((name) => name.length));

const HELP = `
Scenarios:
${SCENARIOS.map(({ name, what }) => `  ${name.padEnd(WIDTH)}  ${what}`).join('\n')}

Exit codes:
  0    every scenario: its alarm and no other fired, the runbook mended it, nothing is lost
  1    something else happened, or the local cloud did not start
  2    an unknown option
  130  interrupted`;

/** Reads the arguments after the program's name. Help and complaints are written out. */
export function parseDrillOptions(args: readonly string[]): DrillOptions | NoRun {
  const command = new Command()
    .description('Breaks things on a cloud on this machine, and shows which alarm fires and that the runbook mends it.')
    .addOption(new Option('--only <scenario...>', 'play these scenarios alone').choices(NAMES))
    .addHelpText('after', HELP);
  return parseCommandLine(command, args, { npm: 'npm run drill', defaults: { only: NAMES } });
}
