import type { StartProgress } from '#local/start-local-cloud.ts';
import type { Activity, Display } from './display.ts';

/** A phase of the start, and how long it took. */
export interface Phase {
  readonly name: string;
  readonly seconds: number;
}

/** Shows the start of the local cloud as a few phases, each with its time, instead of hundreds of lines. */
export function startPhases(display: Display, { verbose }: { readonly verbose: boolean }) {
  const phases: Phase[] = [];
  let current: { name: string; began: number; activity: Activity } | undefined;
  const showVerbosely = (text: string) => {
    if (verbose) display.line(`    ${display.style('dim', text)}`);
  };

  /** The last phase has succeeded. */
  const done = () => {
    if (current === undefined) return;
    const { name, began, activity } = current;
    activity.done();
    phases.push({ name, seconds: (performance.now() - began) / 1000 });
    current = undefined;
  };

  const begin = (name: string) => {
    done();
    showVerbosely(name);
    current = { name, began: performance.now(), activity: display.start(name) };
  };

  const take = (progress: StartProgress) => {
    if (!('line' in progress)) return begin(titleOf(progress));
    const { line } = progress;
    showVerbosely(line);
    if (SYNTHESIZED.test(line)) begin('cdk deploy: assets and resources');
    const detail = detailIn(line);
    if (detail !== undefined) current?.activity.detail(detail);
  };

  /** The last phase has failed, or was interrupted. */
  const failed = () => {
    current?.activity.failed();
    current = undefined;
  };
  return { phases, take, done, failed };
}

function titleOf(progress: Exclude<StartProgress, { readonly line: string }>): string {
  switch (progress.phase) {
    case 'install-ministack':
      return `Installing MiniStack ${progress.version} from PyPI (first use only)`;
    case 'start-ministack':
      return `Local AWS (MiniStack) on ${progress.address}`;
    case 'start-cloudinary':
      return 'Simulated Cloudinary, and its credentials in SSM';
    case 'cdk-bootstrap':
      return 'cdk bootstrap';
    case 'cdk-deploy':
      return 'cdk deploy: synthesis and bundling';
  }
}

/** Only cdk's output shows that synthesis has ended and that the deployment itself begins. */
const SYNTHESIZED = /Synthesis time/;

const DETAILS = [
  /^Bundling asset \w+\/(?<subject>\w+\/\w+)\//,
  /: start: (?<verb>Publishing) (?<subject>.+?) \(/,
  /\| +(?<verb>\d+\/\d+) \| .*\| +(?<subject>\S+) +\|/,
];

/** What cdk is working on, from a line that it printed; undefined if the line does not show it. */
export function detailIn(line: string): string | undefined {
  for (const pattern of DETAILS) {
    const { verb, subject } = pattern.exec(line)?.groups ?? {};
    if (subject !== undefined) return verb === undefined ? subject : `${verb.toLowerCase()} ${subject}`;
  }
  return undefined;
}
