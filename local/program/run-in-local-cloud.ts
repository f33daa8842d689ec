import { EXIT_CODE } from '#cli/exit-code.ts';
import { type Display, displayOn } from '../display/display.ts';
import { type Phase, startPhases } from '../display/start-phases.ts';
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '../start-local-cloud.ts';

/** What a program runs with, in addition to the local cloud. */
export interface Surroundings {
  readonly display: Display;
  /** Prints to stdout. */
  readonly output: (text: string) => void;
  readonly signal: AbortSignal;
  /** The phases of the deployment. */
  readonly phases: readonly Phase[];
}

/** A program that runs on the local cloud. */
export interface Program {
  readonly heading: string;
  readonly cloud: Omit<LocalCloudOptions, 'onProgress' | 'signal'>;
  /** Gives the exit code of the process. */
  readonly run: (cloud: LocalCloud, surroundings: Surroundings) => Promise<number>;
  /** What the user reads after a failure. */
  readonly failureText: (message: string, style: Display['style']) => string;
}

/**
 * Starts a local cloud, runs a program on it and stops it; gives the exit code of the process. With `json`, stdout has
 * one JSON document and nothing else.
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
      display.line(`\n  ${display.style('yellow', 'Interrupted')}: stopping everything\n`);
      return EXIT_CODE.interrupted;
    }
    const message = failureMessage(error);
    if (options.json) output(JSON.stringify({ ok: false, problems: [message] }, null, 2));
    display.line(`\n${program.failureText(message, display.style)}\n`);
    return 1;
  } finally {
    await cloud?.stop();
  }
}

/** The message of an error. Cloudinary's SDK rejects with plain objects. */
function failureMessage(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('message' in error) return String(error.message);
  if ('error' in error) return failureMessage(error.error);
  return 'an error without a message';
}
