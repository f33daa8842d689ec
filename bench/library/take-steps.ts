import { setInterval } from 'node:timers';
import type { Context } from 'aws-lambda';
import type { MeasuredRun, RunKind } from './measured-run.ts';

/**
 * Entry point of the measured process: `take-steps.ts inventory|verify <started at> <step in ms>`. It calls the exported
 * handler step by step, as the state machine does but without waits, and sends a {@link MeasuredRun} over IPC.
 */
const kind = process.argv[2] as RunKind;
const startedAt = process.argv[3] ?? '';
const STEP_MS = Number(process.argv[4]);
const SAMPLED_EVERY_MS = 50;

const { handler } = await (kind === 'inventory'
  ? import('#functions/inventory/handler.ts')
  : import('#functions/verify/handler.ts'));

function collect(): void {
  (globalThis as { gc?: () => void }).gc?.();
}

collect();
collect();
const rssAtStart = process.memoryUsage.rss();
const samples: { at: number; rss: number }[] = [];
const sampling = setInterval(() => {
  const [at, rss] = [Date.now(), process.memoryUsage.rss()];
  const last = samples.at(-1);
  // Keeps the highest of each second.
  if (last === undefined || at - last.at > 1_000) samples.push({ at, rss });
  else if (rss > last.rss) last.rss = rss;
}, SAMPLED_EVERY_MS);

const request = {
  execution: { arn: `arn:aws:states:us-east-1:111111111111:execution:bench:${startedAt}`, startedAt },
  input: { cloud: 'bench', reason: 'schedule' },
  retries: 0,
  checks: {},
};
let last: { readonly next?: string; readonly state?: unknown; readonly outcome?: unknown } = {};
let steps = 0;
while (last.next !== 'done') {
  const end = Date.now() + STEP_MS;
  const context = {
    awsRequestId: 'bench',
    functionName: kind,
    logStreamName: '2026/01/01/[1]bench',
    getRemainingTimeInMillis: () => end - Date.now(),
  } as Context;
  const result = await handler({ ...request, last: { state: last.state } }, context);
  // Between two invocations, state is JSON.
  last = JSON.parse(JSON.stringify(result)) as typeof last;
  steps += 1;
}
clearInterval(sampling);
collect();
collect();
const rssAtEnd = process.memoryUsage.rss();
const { user, system } = process.cpuUsage();
const measured: MeasuredRun = {
  rssAtStart,
  rssAtEnd,
  samples,
  steps,
  cpuMs: (user + system) / 1000,
  report: (last.outcome as { report: Record<string, unknown> }).report,
};
process.send?.(measured, () => process.exit());
