import { publishFigures } from '../figures.ts';
import { median, progress, quick } from '../measuring.ts';
import { startChild } from '../processes/start-child.ts';

/** Entry point of the benchmark of the webhook handler: the CPU time of one notification in a warm process. */
const calls = quick ? 300 : 2_000;
progress(`${calls.toLocaleString('en')} upload notifications, one after the other`);
const cpuMs = await startChild('webhook/call-handler.ts', [String(calls)], { env: {} }).next<readonly number[]>();
publishFigures([
  {
    what: 'webhook handler: CPU per notification, median, without SQS',
    value: median(cpuMs),
    unit: 'ms',
    limit: { atMost: 3 },
  },
]);
