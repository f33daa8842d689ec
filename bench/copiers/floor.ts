import { Agent, get } from 'node:http';
import { copyRunOfProcess } from './copy-run.ts';
import { floorStore } from './floor-store.ts';
import { measureCopies, oneByOne } from './measure-copies.ts';

/**
 * Entry point of the quickest plain loop with the SDK: node:http for the download, which costs less CPU than fetch, and
 * PutObject. It verifies nothing: it holds what came, and stores it over whatever is there.
 */
const run = copyRunOfProcess();
const store = floorStore(run);
const agent = new Agent({ keepAlive: true, maxSockets: run.inFlight });

function download(url: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => resolve(Buffer.concat(chunks)));
      response.once('error', reject);
    });
    request.once('error', reject);
  });
}

const figures = await measureCopies(
  run,
  oneByOne(run, async (index) => store.put(index, await download(store.sourceUrl(index)))),
);
process.stdout.write(`${JSON.stringify(figures)}\n`);
agent.destroy();
store.close();
