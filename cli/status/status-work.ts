import { QUEUE_NAMES } from '#shared/usecases/queue-name.ts';
import type { CommonOptions, StackWork } from '../command-work.ts';
import { EXIT_CODE } from '../exit-code.ts';
import { INVENTORY_VIEW } from '../runs/inventory-view.ts';
import type { RunView } from '../runs/run-view.ts';
import { withStackRuns } from '../runs/stack-runs.ts';
import { VERIFY_VIEW } from '../runs/verify-view.ts';
import { type CloudStatus, cloudStatus } from './cloud-status.ts';
import { statusDocument } from './status-document.ts';
import { statusLines } from './status-lines.ts';

/** The options of `status`, as commander parses them. */
export interface StatusOptions extends CommonOptions {
  readonly cloud?: string;
  /** How many runs of each kind to show. */
  readonly last: number;
}

/** The kinds of run, in the order in which they are shown. */
export const RUN_VIEWS: readonly RunView[] = [INVENTORY_VIEW, VERIFY_VIEW];

/** Reports the state of the clouds and the queues. It changes nothing. */
export const statusWork: StackWork<StatusOptions> = (
  stack,
  { json = false, cloud: named, last },
  { console, signal },
) => {
  const machines = RUN_VIEWS.map((view) => ({ view, machineArn: stack.output(view.machineOutput) }));
  const clouds = stack.chosenClouds(named);
  return withStackRuns(stack, signal, async (runs) => {
    const queues = { depths: await Promise.all(QUEUE_NAMES.map(runs.depthOf)), setAside: await runs.setAside() };
    const now = new Date();
    const statuses: CloudStatus[] = [];
    for (const cloud of clouds) statuses.push(await cloudStatus(cloud, last, machines, runs, now));
    const document = statusDocument(stack.name, statuses, queues);
    if (json) console.json(document);
    else console.lines(statusLines(statuses, queues, { stack: stack.name, width: console.width, now }));
    return document.ok ? EXIT_CODE.done : EXIT_CODE.attention;
  });
};
