import type { RunUse } from '../../domain/runs/run-cost.ts';
import type { RunDependencies } from '../runs/run-dependencies.ts';
import type { RunQueues } from '../runs/run-queues.ts';

/** What SQS takes in one request. */
const MESSAGES_PER_REQUEST = 10;

/** Store and queues that count what they are asked. */
export interface CountedRequests {
  readonly store: RunDependencies['store'];
  readonly queues: RunQueues;
  /** Requests so far. */
  used(): Pick<RunUse, 'puts' | 'gets' | 'messages'>;
}

/** Counts what a run asks of S3 and SQS, for what it costs. An upload in parts counts as one request. */
export function countRequests({ store, queues }: Pick<RunDependencies, 'store' | 'queues'>): CountedRequests {
  const use = { puts: 0, gets: 0, messages: 0 };
  const counted =
    <Args extends readonly unknown[], Result>(name: 'puts' | 'gets', call: (...args: Args) => Result) =>
    (...args: Args): Result => {
      use[name] += 1;
      return call(...args);
    };
  return {
    store: {
      head: counted('gets', (key) => store.head(key)),
      open: counted('gets', (key, signal) => store.open(key, signal)),
      read: counted('gets', (key, signal) => store.read(key, signal)),
      list: counted('puts', (folder) => store.list(folder)),
      keys: counted('puts', (prefix, options) => store.keys(prefix, options)),
      folders: counted('puts', (prefix, options) => store.folders(prefix, options)),
      put: counted('puts', (key, body, options) => store.put(key, body, options)),
      putStream: counted('puts', (key, chunks, length, options) => store.putStream(key, chunks, length, options)),
      startMultipart: counted('puts', (key, options) => store.startMultipart(key, options)),
    },
    queues: {
      send: (queue, bodies) => {
        use.messages += Math.ceil(bodies.length / MESSAGES_PER_REQUEST);
        return queues.send(queue, bodies);
      },
      pending: (queue) => {
        use.messages += 1;
        return queues.pending(queue);
      },
    },
    used: () => ({ ...use }),
  };
}
