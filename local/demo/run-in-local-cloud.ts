import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '../start-local-cloud.ts';
import { type Display, displayOn } from './display/display.ts';
import { type Phase, startPhases } from './display/start-phases.ts';
import { INTERRUPTED_EXIT_CODE } from './interruption.ts';
import { failureMessage } from './report/failure.ts';

/** What a program runs with, beside the local cloud. */
export interface Surroundings {
  readonly display: Display;
  /** Prints to stdout. */
  readonly output: (text: string) => void;
  readonly signal: AbortSignal;
  /** Those of the deployment. */
  readonly phases: readonly Phase[];
}

/** A program that needs the local cloud. */
export interface Program {
  readonly heading: string;
  readonly cloud: Omit<LocalCloudOptions, 'onProgress' | 'signal'>;
  /** Gives the exit code of the process. */
  readonly run: (cloud: LocalCloud, surroundings: Surroundings) => Promise<number>;
  /** What a person reads after a failure. */
  readonly failureText: (message: string, style: Display['style']) => string;
}

/**
 * Runs a program on a local cloud that is started before and ended afterwards, and gives the exit code of the process.
 * With `json`, stdout has one JSON document and nothing else.
 */
export async function runInLocalCloud(
  program: Program,
  options: { readonly json: boolean; readonly verbose: boolean },
  signal: AbortSignal,
): Promise<number> {
  const display = displayOn(options.json ? process.stderr : process.stdout);
  const output = (text: string) => void process.stdout.write(`${text}\n`);
  const start = startPhases(display, options);
  let cloud: LocalCloud | undefined;
  try {
    display.heading(program.heading);
    cloud = await startLocalCloud({ ...program.cloud, onProgress: start.take, signal });
    start.done();
    return await program.run(cloud, { display, output, signal, phases: start.phases });
  } catch (error) {
    start.failed();
    if (signal.aborted) {
      display.line(`\n  ${display.style('yellow', 'Interrupted')}: ending everything that was started\n`);
      return INTERRUPTED_EXIT_CODE;
    }
    const message = failureMessage(error);
    if (options.json) output(JSON.stringify({ ok: false, problems: [message] }, null, 2));
    display.line(`\n${program.failureText(message, display.style)}\n`);
    return 1;
  } finally {
    await cloud?.stop();
  }
}
