import { endChildProcesses } from '../process/end-child-processes.ts';

/** Someone pressed Ctrl-C, or asked this process to end in another way. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** The exit code of a process that was interrupted, as shells have it. */
export const INTERRUPTED_EXIT_CODE = 130;

/** npm passes on a Ctrl-C that the terminal has sent to everybody: the same key may arrive twice. */
const SAME_KEY_MS = 1_000;

/**
 * A signal that is aborted by Ctrl-C (and SIGTERM, SIGHUP). What runs in the foreground then, `cdk` or `pip`, ends, so
 * that its caller can tidy up. Another Ctrl-C later ends this process at once.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  let since = 0;
  const interrupt = () => {
    if (!controller.signal.aborted) since = performance.now();
    else if (performance.now() - since > SAME_KEY_MS) process.exit(INTERRUPTED_EXIT_CODE);
    controller.abort(new Interrupted('Interrupted'));
    void endChildProcesses();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  return controller.signal;
}
