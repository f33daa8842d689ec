import { PipelineError } from '../../domain/errors.ts';

/** How long a sender may stay silent, in milliseconds. */
const SILENCE_MS = 30_000;

/** What carries a transfer: a request before its answer, the answer afterwards. */
interface Carrier {
  destroy(error: Error): unknown;
}

/** Ends a transfer when its sender is silent for too long, or when whoever asked for it says so. */
export class TransferWatch {
  readonly #outer: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  #carrier: Carrier | undefined;
  #awaiting = true;
  #ended = false;
  #broken: { readonly reason: unknown } | undefined;
  readonly #onAbort = () => this.#break(this.#outer.reason);

  constructor(outer: AbortSignal) {
    outer.throwIfAborted();
    this.#outer = outer;
    outer.addEventListener('abort', this.#onAbort, { once: true });
    this.#timer = setTimeout(() => {
      if (this.#awaiting) {
        this.#break(new PipelineError('origin-failed', `Cloudinary was silent for ${SILENCE_MS / 1000} s.`));
      } else this.#timer.refresh();
    }, SILENCE_MS);
  }

  /** From now on it is this that ends with the transfer. */
  carriedBy(carrier: Carrier): void {
    this.#carrier = carrier;
  }

  /** Something is asked of the sender. */
  await(): void {
    this.#awaiting = true;
    this.#timer.refresh();
  }

  /** Something arrived: as long as whoever reads is busy with it, the sender cannot be blamed for silence. */
  arrived(): void {
    this.#awaiting = false;
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#outer.removeEventListener('abort', this.#onAbort);
  }

  /** Nobody wants the rest. */
  abandon(): void {
    if (this.#ended) return;
    this.end();
    this.#destroy();
  }

  /** What an error of the transfer really was. */
  errorOf(error: unknown): unknown {
    if (this.#broken !== undefined) return this.#broken.reason;
    if (error instanceof PipelineError) return error;
    return new PipelineError('origin-failed', 'The connection to Cloudinary broke.', { cause: error });
  }

  #break(reason: unknown): void {
    this.#broken = { reason };
    this.#destroy();
  }

  #destroy(): void {
    this.#carrier?.destroy(new Error('The transfer is over.'));
  }
}
