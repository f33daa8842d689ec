import { PipelineError } from '#shared/domain/errors.ts';

/** How long a sender may stay silent, in milliseconds. */
const SILENCE_MS = 30_000;

/** What carries a transfer: first the request, then its answer. */
interface Carrier {
  destroy(error: Error): unknown;
}

/** Ends a transfer when its sender is silent for too long, or when the caller aborts it. */
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
    if (awaiting) breakOff(new PipelineError('cloudinary-failed', `Cloudinary was silent for ${SILENCE_MS / 1000} s.`));
    else timer.refresh();
  }, SILENCE_MS);
  const end = () => {
    ended = true;
    clearTimeout(timer);
    outer.removeEventListener('abort', onAbort);
  };

  return {
    /** Names what to destroy when the transfer ends. */
    carriedBy: (next: Carrier): void => {
      carrier = next;
    },
    /** We wait for the sender. */
    await: (): void => {
      awaiting = true;
      timer.refresh();
    },
    /** Something arrived. While the reader is busy with it, silence is not the sender's fault. */
    arrived: (): void => {
      awaiting = false;
    },
    end,
    /** The reader does not want the rest. */
    abandon: (): void => {
      if (ended) return;
      end();
      destroy();
    },
    /** The real cause of an error of the transfer. */
    errorOf: (error: unknown): unknown => {
      if (broken !== undefined) return broken.reason;
      if (error instanceof PipelineError) return error;
      return new PipelineError('cloudinary-failed', 'The connection to Cloudinary broke.', { cause: error });
    },
  };
}

export type TransferWatch = ReturnType<typeof transferWatch>;
