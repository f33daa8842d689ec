import { fork } from 'node:child_process';
import { join } from 'node:path';
import { quick } from '../quick.ts';
import { median } from '../report/median.ts';
import { progress } from '../report/progress.ts';
import { publishFigures } from '../report/publish-figures.ts';

/** Entry point of the benchmark of the webhook handler: CPU time for one notification, in a warm process. */
const calls = quick ? 300 : 2_000;
progress(`${calls.toLocaleString('en')} upload notifications, one after the other`);
const child = fork(join(import.meta.dirname, '..', 'webhook', 'call-handler.ts'), [String(calls)], {
  execArgv: [],
  env: { PATH: process.env['PATH'] },
  // The handler logs to stdout.
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
});
const cpuMs = await new Promise<readonly number[]>((resolve, reject) => {
  child.once('message', (message: readonly number[]) => resolve(message));
  child.once('exit', (code) => reject(new Error(`the calls ended with exit code ${code}`)));
});
publishFigures([
  {
    what: 'webhook handler: CPU per notification, median, without SQS',
    value: median(cpuMs),
    unit: 'ms',
    limit: { atMost: 3 },
    binding: false,
  },
]);
