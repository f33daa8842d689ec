import type { StackWork } from '../command-work.ts';
import type { ExitCode } from '../exit-code.ts';
import type { RunView } from './run-view.ts';
import { withStackRuns } from './stack-runs.ts';
import { type RunOptions, type RunRequest, startAndWatch } from './start-and-watch.ts';

/** How a command starts the runs of a kind. */
export interface RunStart<Options extends RunOptions> {
  readonly view: RunView;
  /** The input of an execution, beside `cloud` and `reason`. */
  input(options: Options): object;
  /**
   * Shows and asks what the operator must decide first.
   *
   * @returns an exit code if nothing will be started, or else what will be
   */
  prepare?(request: RunRequest<Options>): Promise<ExitCode | Pick<RunRequest<Options>, 'clouds' | 'notStarted'>>;
}

/** Makes the work that starts and watches the runs of a kind, for the clouds that the options name. */
export function startRunsWork<Options extends RunOptions>({
  view,
  input,
  prepare,
}: RunStart<Options>): StackWork<Options> {
  return (stack, options, { console, signal }) => {
    const machineArn = stack.output(view.machineOutput);
    const clouds = stack.chosenClouds(options.cloud);
    return withStackRuns(stack, signal, async (runs) => {
      const request = { options, stack, machineArn, clouds, runs, console };
      const prepared = await prepare?.(request);
      if (typeof prepared === 'number') return prepared;
      return startAndWatch(view, { reason: 'operator', ...input(options) }, { ...request, ...prepared });
    });
  };
}
