import { EXIT_CODE } from '../exit-code.ts';

/** npm forwards a Ctrl-C that the terminal sends to every process, so that one key may arrive twice. */
const SAME_KEY_MS = 1_000;

/**
 * Makes a signal that Ctrl-C, SIGTERM and SIGHUP abort, so that a command can complete its current step. Another Ctrl-C
 * ends this process at once.
 *
 * @param onInterrupt called at the first Ctrl-C
 */
export function interruption(onInterrupt: () => void): AbortSignal {
  const controller = new AbortController();
  let since = 0;
  const interrupt = () => {
    if (controller.signal.aborted) {
      if (performance.now() - since > SAME_KEY_MS) process.exit(EXIT_CODE.interrupted);
      return;
    }
    since = performance.now();
    onInterrupt();
    controller.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  return controller.signal;
}
