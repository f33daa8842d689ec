import { EXIT_CODE, type ExitCode } from '../exit-code.ts';

/** What became of the run of one cloud, for the command that started or found it. */
export type RunResult<Report> =
  | { readonly ended: 'finished'; readonly cloud: string; readonly execution: string; readonly report: Report }
  | { readonly ended: 'failed'; readonly cloud: string; readonly execution: string; readonly error: string }
  /** Nobody waited for its end: by `--detach`, or after Ctrl-C. */
  | { readonly ended: 'detached' | 'interrupted'; readonly cloud: string; readonly execution: string };

function codeOf<Report>(result: RunResult<Report>, isFine: (report: Report) => boolean): ExitCode {
  if (result.ended === 'finished') return isFine(result.report) ? EXIT_CODE.done : EXIT_CODE.attention;
  if (result.ended === 'failed') return EXIT_CODE.failed;
  return result.ended === 'interrupted' ? EXIT_CODE.interrupted : EXIT_CODE.done;
}

/** Of several clouds, the gravest counts: who pressed Ctrl-C knows it, and what failed matters more than what lacks. */
const GRAVEST_FIRST = [EXIT_CODE.interrupted, EXIT_CODE.failed, EXIT_CODE.attention] as const;

/** What a script is to know of how the runs ended. */
export function runExitCode<Report>(
  results: readonly RunResult<Report>[],
  isFine: (report: Report) => boolean,
): ExitCode {
  const codes = results.map((result) => codeOf(result, isFine));
  return GRAVEST_FIRST.find((code) => codes.includes(code)) ?? EXIT_CODE.done;
}

/** A result as `--json` prints it; docs/cli.md describes it. */
export function runResultDocument<Report>(result: RunResult<Report>) {
  return {
    cloud: result.cloud,
    ended: result.ended,
    execution: result.execution,
    error: result.ended === 'failed' ? result.error : null,
    report: result.ended === 'finished' ? result.report : null,
  };
}
