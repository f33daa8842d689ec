import { EXIT_CODE } from '../exit-code.ts';

/** npm passes on a Ctrl-C that the terminal has sent to everybody: the same key may arrive twice. */
const SAME_KEY_MS = 1_000;

/**
 * A signal that is aborted by Ctrl-C, SIGTERM and SIGHUP, so that a command can finish what it has in hand. Another
 * Ctrl-C later ends this process at once.
 *
 * @param onInterrupt called at the first one
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
