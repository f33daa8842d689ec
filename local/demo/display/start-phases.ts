import type { StartProgress } from '../../start-local-cloud.ts';
import type { Activity, Display } from './display.ts';

/** A phase of the start, and its time. */
export interface Phase {
  readonly name: string;
  readonly seconds: number;
}

/** Shows the start of the local cloud as a few phases, each with its time, instead of hundreds of lines. */
export class StartPhases {
  readonly phases: Phase[] = [];
  readonly #display: Display;
  readonly #verbose: boolean;
  #current: { name: string; began: number; activity: Activity } | undefined;

  constructor(display: Display, { verbose }: { readonly verbose: boolean }) {
    this.#display = display;
    this.#verbose = verbose;
  }

  take(progress: StartProgress): void {
    if ('line' in progress) this.#takeLine(progress.line);
    else this.#begin(titleOf(progress));
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

  #begin(name: string): void {
    this.done();
    this.#showVerbosely(name);
    this.#current = { name, began: performance.now(), activity: this.#display.start(name) };
  }

  #takeLine(line: string): void {
    this.#showVerbosely(line);
    if (SYNTHESIZED.test(line)) this.#begin('cdk deploy: assets and resources');
    const detail = detailIn(line);
    if (detail !== undefined) this.#current?.activity.detail(detail);
  }

  #showVerbosely(text: string): void {
    if (this.#verbose) this.#display.line(`    ${this.#display.style('dim', text)}`);
  }
}

function titleOf(progress: Exclude<StartProgress, { readonly line: string }>): string {
  switch (progress.phase) {
    case 'install-ministack':
      return `Installing MiniStack ${progress.version} from PyPI, on first use`;
    case 'start-ministack':
      return `MiniStack, the AWS side, on ${progress.address}`;
    case 'start-cloudinary':
      return 'Simulated Cloudinary, credentials in SSM';
    case 'cdk-bootstrap':
      return 'cdk bootstrap';
    case 'cdk-deploy':
      return 'cdk deploy: synthesis, with the functions bundled';
  }
}

/** Only cdk's output shows that synthesis has ended and that the deployment proper begins. */
const SYNTHESIZED = /Synthesis time/;

const DETAILS = [
  /^Bundling asset \w+\/(?<subject>\w+\/\w+)\//,
  /: start: (?<verb>Publishing) (?<subject>.+?) \(/,
  /\| +(?<verb>\d+\/\d+) \| .*\| +(?<subject>\S+) +\|/,
];

/** What cdk is working on, by a line that it printed; undefined if the line does not show that. */
export function detailIn(line: string): string | undefined {
  for (const pattern of DETAILS) {
    const { verb, subject } = pattern.exec(line)?.groups ?? {};
    if (subject !== undefined) return verb === undefined ? subject : `${verb.toLowerCase()} ${subject}`;
  }
  return undefined;
}
