import type { Activity, Display } from './display.ts';
import { phaseIn } from './phase-in.ts';

/** A part of the deployment, and its time. */
export interface Phase {
  readonly name: string;
  readonly seconds: number;
}

/** Shows the start of the local cloud as a few phases, each with its time, instead of hundreds of lines. */
export class DeploymentPhases {
  readonly phases: Phase[] = [];
  readonly #display: Display;
  readonly #verbose: boolean;
  #current: { name: string; began: number; activity: Activity } | undefined;

  constructor(display: Display, { verbose }: { readonly verbose: boolean }) {
    this.#display = display;
    this.#verbose = verbose;
  }

  /** Takes one message of the start, or one line of cdk. */
  take(message: string): void {
    if (this.#verbose) this.#display.line(`    ${this.#display.style('dim', message)}`);
    const { phase, detail } = phaseIn(message);
    if (phase !== undefined) {
      this.done();
      this.#current = { name: phase, began: performance.now(), activity: this.#display.start(phase) };
    }
    if (detail !== undefined) this.#current?.activity.detail(detail);
  }

  /** The last phase has ended well. */
  done(): void {
    if (this.#current === undefined) return;
    const { name, began, activity } = this.#current;
    activity.done();
    this.phases.push({ name, seconds: (performance.now() - began) / 1000 });
    this.#current = undefined;
  }

  /** The last phase has failed, or was interrupted. */
  failed(): void {
    this.#current?.activity.failed();
    this.#current = undefined;
  }
}
