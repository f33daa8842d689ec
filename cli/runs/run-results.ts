import { RECORDS_MISSING } from '#shared/domain/runs/high-water-text.ts';
import type { Line } from '../console/line.ts';
import { withLocalTimes } from '../console/local-time.ts';
import { verdict } from '../console/verdict.ts';
import { commandLine } from '../executable.ts';
import { EXIT_CODE, type ExitCode } from '../exit-code.ts';
import type { RunView } from './run-view.ts';
import { executionName, type RunResult } from './watch-cloud.ts';

const CODES = { fine: EXIT_CODE.done, attention: EXIT_CODE.attention, failed: EXIT_CODE.failed } as const;

function codeOf(result: RunResult): ExitCode {
  if (result.ended === 'finished') return CODES[result.report.verdict];
  if (result.ended === 'failed' || result.ended === 'not-started') return EXIT_CODE.failed;
  return result.ended === 'interrupted' ? EXIT_CODE.interrupted : EXIT_CODE.done;
}

/** The operator who pressed Ctrl-C expects 130; a failure matters more than a gap. */
const MOST_SEVERE_FIRST = [EXIT_CODE.interrupted, EXIT_CODE.failed, EXIT_CODE.attention] as const;

/** The exit code for the results. With several clouds, the most severe code wins. */
export function runExitCode(results: readonly RunResult[]): ExitCode {
  const codes = results.map(codeOf);
  return MOST_SEVERE_FIRST.find((code) => codes.includes(code)) ?? EXIT_CODE.done;
}

/** The JSON form; documented in docs/cli.md. */
export function runResultDocument(result: RunResult) {
  return {
    cloud: result.cloud,
    ended: result.ended,
    execution: 'execution' in result ? result.execution : null,
    error: 'error' in result ? result.error : null,
    report: result.ended === 'finished' ? result.report.document : null,
  };
}

/** Formats a result for people, followed by an empty line. */
export function runResultLines(view: RunView, result: RunResult, now: Date): readonly string[] {
  const { cloud, ended } = result;
  if (ended === 'finished') return [...withLocalTimes(result.report.text, now).split('\n'), ''];
  if (ended === 'failed') return [`The ${view.noun} of ${cloud} failed: ${result.error}`, ''];
  if (ended === 'not-started') return [`The ${view.noun} of ${cloud} was not started: ${result.error}`, ''];
  return [`The ${view.noun} of ${cloud} continues in AWS: ${executionName(result.execution)}`, ''];
}

function summaryOf(result: RunResult): string {
  const { cloud, ended } = result;
  if (ended === 'finished') return `${cloud}: ${result.report.summary}`;
  if (ended === 'not-started') return `${cloud}: the run was not started`;
  return `${cloud}: ${ended === 'failed' ? 'the run failed' : 'the run continues in AWS'}`;
}

/** The next step. */
function advice(code: ExitCode, { runbook, command }: RunView, results: readonly RunResult[], stack: string): string {
  const isMissing = results.some((result) => result.ended === 'finished' && result.report.verdict === 'failed');
  if (code === EXIT_CODE.failed && isMissing) return ` See docs/runbook.md, "${RECORDS_MISSING}".`;
  if (code === EXIT_CODE.failed) return ` See docs/runbook.md, "${runbook.failed}".`;
  if (code === EXIT_CODE.attention) return ` See docs/runbook.md, "${runbook.findings}".`;
  const [first, ...others] = results.filter(({ ended }) => ended === 'detached' || ended === 'interrupted');
  if (first === undefined) return '';
  const args = others.length === 0 ? `${command} --cloud ${first.cloud}` : command;
  return ` To watch: ${commandLine(args, stack)}`;
}

/** The verdict on all runs: a summary of each, the most severe first. */
export function runVerdict(code: ExitCode, view: RunView, results: readonly RunResult[], stack: string): Line {
  const ofCode = (wanted: ExitCode) => results.filter((result) => codeOf(result) === wanted);
  const sorted = [...MOST_SEVERE_FIRST, EXIT_CODE.done].flatMap(ofCode);
  const text = sorted.length === 0 ? 'nothing was started' : sorted.map(summaryOf).join('; ');
  return verdict(code, `${text}.${advice(code, view, results, stack)}`);
}
