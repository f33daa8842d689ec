import { setTimeout as sleep } from 'node:timers/promises';
import { functionLogs } from '../../../local/ministack/function-logs.ts';
import type { MiniStack } from '../../../local/ministack/start-ministack.ts';
import { median } from '../../report/median.ts';
import type { FunctionRun } from '../measurements.ts';
import { cpuTime } from './cpu-time.ts';

/** Lines that Lambda writes around an invocation, not the function. */
const OF_LAMBDA = /^(?:INIT_START|START|END|REPORT) /;
const PAUSE_MS = 500;
const BILLED = /^REPORT .*Billed Duration: ([\d.]+) ms/;

/** A deployed function, watched from one situation to the next. */
export class ObservedFunction {
  readonly #miniStack: MiniStack;
  readonly #name: string;
  #lines = 0;
  #cpu: ReadonlyMap<number, number> = new Map();

  constructor(miniStack: MiniStack, name: string) {
    this.#miniStack = miniStack;
    this.#name = name;
  }

  /** What it did since the last call, or since it was deployed; and the lines that it wrote. */
  async observe(): Promise<FunctionRun & { readonly lines: readonly string[] }> {
    const all = await this.#completeLog();
    const lines = all.slice(this.#lines);
    this.#lines = all.length;
    const cpu = await cpuTime(await this.#miniStack.functionProcesses(this.#name));
    const cpuMs = [...cpu].reduce((sum, [pid, ms]) => sum + ms - (this.#cpu.get(pid) ?? 0), 0);
    this.#cpu = cpu;
    const billed = lines.flatMap((line) => BILLED.exec(line)?.[1] ?? []).map(Number);
    const own = lines.filter((line) => !OF_LAMBDA.test(line));
    return {
      invocations: billed.length,
      cpuMsPerCall: billed.length === 0 ? 0 : cpuMs / billed.length,
      localMs: billed.length === 0 ? 0 : median(billed),
      logLines: own.length,
      logBytes: own.reduce((sum, line) => sum + Buffer.byteLength(line), 0),
      lines: own,
    };
  }

  /** Lines appear a moment after what they tell of: the log is complete when it has stopped growing. */
  async #completeLog(): Promise<readonly string[]> {
    for (let known = -1; ; await sleep(PAUSE_MS)) {
      const events = await functionLogs(this.#miniStack, this.#name);
      if (events.length === known) return events.map(({ message }) => message);
      known = events.length;
    }
  }
}
