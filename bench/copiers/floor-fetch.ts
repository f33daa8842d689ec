import { copyRunOfProcess } from './copy-run.ts';
import { floorStore } from './floor-store.ts';
import { measureCopies, oneByOne } from './measure-copies.ts';

/**
 * Entry point of the plainest loop there is: fetch, arrayBuffer, PutObject. It verifies nothing. Node's fetch keeps its
 * connections alive and opens as many as are in flight.
 */
const run = copyRunOfProcess();
const store = floorStore(run);

const figures = await measureCopies(
  run,
  oneByOne(run, async (index) => {
    const response = await fetch(store.sourceUrl(index));
    await store.put(index, new Uint8Array(await response.arrayBuffer()));
  }),
);
process.stdout.write(`${JSON.stringify(figures)}\n`);
store.close();
