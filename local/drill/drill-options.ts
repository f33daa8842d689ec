import { Command, CommanderError, Option } from 'commander';
import { SCENARIOS } from './scenarios.ts';

/** What the drill was asked for. */
export interface DrillOptions {
  /** The names of the scenarios to play. */
  readonly only: readonly string[];
  /** One JSON document at the end instead of the table. */
  readonly json: boolean;
  /** Every line that cdk prints. */
  readonly verbose: boolean;
}

/** The drill does not run: it was asked for its help, or for something that it does not know. */
export interface NoDrill {
  readonly exitCode: 0 | 2;
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
export function parseDrillOptions(args: readonly string[]): DrillOptions | NoDrill {
  const command = new Command('npm run drill --')
    .description('Breaks things on a cloud on this machine, and shows which alarm fires and that the runbook mends it.')
    .addOption(new Option('--only <scenario...>', 'play these scenarios alone').choices(NAMES))
    .option('--json', 'print one JSON document at the end, progress to stderr (npm run --silent drill -- --json)')
    .option('--verbose', 'show every line that cdk prints')
    .addHelpText('after', HELP)
    .showHelpAfterError('(npm run drill -- --help tells what there is)')
    .exitOverride();
  try {
    const given = command.parse(args, { from: 'user' }).opts<Partial<DrillOptions>>();
    return { only: NAMES, json: false, verbose: false, ...given };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { exitCode: error.exitCode === 0 ? 0 : 2 };
  }
}
