import { setInterval } from 'node:timers';
import { copyRunOfProcess } from './copy-run.ts';
import { productWorker } from './product-worker.ts';
import { revisionMessage } from './revision-message.ts';

/** The figures of one large asset. */
export interface LargeCopyFigures {
  /** The largest growth of the process's resident memory. */
  readonly grownBytes: number;
  readonly seconds: number;
}

/**
 * Entry point of the worker with one large asset: index 0 of the run. A smaller asset comes first, which loads the code,
 * fills the buffer pools and opens the connections. Prints the {@link LargeCopyFigures}.
 */
const run = copyRunOfProcess();
const worker = productWorker(run);
const WARM_UP_BYTES = 32_000_000;
const large = revisionMessage(0, run.bytes);
await worker.work([revisionMessage(1, WARM_UP_BYTES)]);

const before = process.memoryUsage.rss();
let peak = before;
const sampling = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 5);
const startedAt = performance.now();
await worker.work([large]);
const seconds = (performance.now() - startedAt) / 1000;
clearInterval(sampling);
worker.close();
const figures: LargeCopyFigures = { grownBytes: peak - before, seconds };
process.stdout.write(JSON.stringify(figures));
