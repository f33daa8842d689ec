import type { RunOptions } from '../runs/start-and-watch.ts';
import { startRunsWork } from '../runs/start-runs-work.ts';
import { VERIFY_VIEW } from '../runs/verify-view.ts';

/** The options of `verify`, as commander parses them. */
export interface VerifyOptions extends RunOptions {
  /** The subset to read, already validated. */
  readonly readData?: string;
  /** True unless `--no-mend` is given. */
  readonly mend: boolean;
}

/**
 * Starts and watches verify runs. `verify-command.ts` imports this file only when the command runs: `--help` must not
 * wait for what it imports.
 */
export const verifyWork = startRunsWork<VerifyOptions>({
  view: VERIFY_VIEW,
  input: ({ readData, mend }) => ({ ...(readData !== undefined && { readData }), mend }),
});
