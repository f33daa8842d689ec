import type { Command } from 'commander';
import { LANES } from '#shared/usecases/lane.ts';
import { EXIT_CODE } from '../exit-code.ts';
import {
  type CommandContext,
  type CommonOptions,
  onStack,
  operatorCommand,
  type StackWork,
  wholeNumber,
} from '../operator-command.ts';
import { RUN_KINDS } from '../runs/run-kinds.ts';
import { withStackRuns } from '../runs/stack-runs.ts';
import { type CloudStatus, cloudStatus, statusDocument, statusLines } from './status-report.ts';

const DESCRIPTION = [
  'Tells how things are, of every cloud or of one: whether a backup or a verify run goes on and how far it is, what the last ones came to, and how many messages are on the queues and their dead-letter queues.',
  'It changes nothing, and calls nothing at Cloudinary.',
];

const AFTER = `
Exit codes:
  0    the newest backup protected everything, and is not older than 26 hours; nothing was found damaged
  1    failed
  2    wrong usage
  3    the newest backup left assets unprotected, no backup finished in the last 26 hours, or the newest verify run
       found damage that is not mended

Examples:
  npm run cli -- status
  npm run cli -- status --cloud demo --last 30`;

interface StatusOptions extends CommonOptions {
  readonly cloud?: string;
  /** How many runs of each kind to name. */
  readonly last: number;
}

/** Reports how things are with clouds of the stack. It changes nothing. */
const runStatus: StackWork<StatusOptions> = (stack, { json = false, cloud: named, last }, { console, signal }) => {
  const machines = RUN_KINDS.map((kind) => ({ kind, machineArn: stack.output(kind.machineOutput) }));
  const clouds = stack.chosenClouds(named);
  return withStackRuns(stack, signal, async (runs) => {
    const depths = await Promise.all(LANES.map(runs.depthOf));
    const now = new Date();
    const statuses: CloudStatus[] = [];
    for (const cloud of clouds) statuses.push(await cloudStatus(cloud, last, machines, runs, now));
    const document = statusDocument(stack.name, statuses, depths);
    if (json) console.json(document);
    else console.lines(statusLines(statuses, depths));
    return document.ok ? EXIT_CODE.done : EXIT_CODE.attention;
  });
};

/** `status` */
export function statusCommand(context: CommandContext): Command {
  return operatorCommand({
    name: 'status',
    summary: 'tell what goes on, what the last runs came to, and what waits',
    description: DESCRIPTION,
    after: AFTER,
  })
    .option('--cloud <name>', 'this cloud alone, instead of every cloud of the stack')
    .option('--last <n>', 'how many runs of each kind to name', wholeNumber, 5)
    .action(onStack(context, runStatus));
}
