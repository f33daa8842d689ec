import { copyRunOfProcess, measureCopies } from './copy-run.ts';
import { productWorker } from './product-worker.ts';
import { revisionMessage } from './revision-message.ts';

/**
 * Entry point of the product itself: from the message to the verified, write-once revision and its journal entry. All
 * messages are one batch, so that as many assets are in flight as in the floor's loop.
 */
const run = copyRunOfProcess();
const worker = productWorker(run);
const messages = Array.from({ length: run.warmUpAssets + run.assets }, (_, index) => revisionMessage(index, run.bytes));

await measureCopies(run, (indices) => worker.work(indices.flatMap((index) => messages[index] ?? [])));
worker.close();
