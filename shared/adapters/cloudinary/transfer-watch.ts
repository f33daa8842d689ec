import { PipelineError } from '#shared/domain/errors.ts';

/** How long a sender may stay silent, in milliseconds. */
const SILENCE_MS = 30_000;

/** What carries a transfer: a request before its answer, the answer afterwards. */
interface Carrier {
  destroy(error: Error): unknown;
}

/** Ends a transfer when its sender is silent for too long, or when whoever asked for it says so. */
export function transferWatch(outer: AbortSignal) {
  outer.throwIfAborted();
  let carrier: Carrier | undefined;
  let awaiting = true;
  let ended = false;
  let broken: { readonly reason: unknown } | undefined;

  const destroy = () => carrier?.destroy(new Error('The transfer is over.'));
  const breakOff = (reason: unknown) => {
    broken = { reason };
    destroy();
  };
  const onAbort = () => breakOff(outer.reason);
  outer.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => {
    if (awaiting) breakOff(new PipelineError('origin-failed', `Cloudinary was silent for ${SILENCE_MS / 1000} s.`));
    else timer.refresh();
  }, SILENCE_MS);
  const end = () => {
    ended = true;
    clearTimeout(timer);
    outer.removeEventListener('abort', onAbort);
  };

  return {
    /** From now on it is this that ends with the transfer. */
    carriedBy: (next: Carrier): void => {
      carrier = next;
    },
    /** Something is asked of the sender. */
    await: (): void => {
      awaiting = true;
      timer.refresh();
    },
    /** Something arrived: as long as whoever reads is busy with it, the sender cannot be blamed for silence. */
    arrived: (): void => {
      awaiting = false;
    },
    end,
    /** Nobody wants the rest. */
    abandon: (): void => {
      if (ended) return;
      end();
      destroy();
    },
    /** What an error of the transfer really was. */
    errorOf: (error: unknown): unknown => {
      if (broken !== undefined) return broken.reason;
      if (error instanceof PipelineError) return error;
      return new PipelineError('origin-failed', 'The connection to Cloudinary broke.', { cause: error });
    },
  };
}

export type TransferWatch = ReturnType<typeof transferWatch>;
