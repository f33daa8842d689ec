import type { RunUse } from '#shared/domain/runs/run-cost.ts';
import type { RunDependencies } from './run-dependencies.ts';

/** The most messages that SQS accepts in one request. */
const MESSAGES_PER_REQUEST = 10;

/** A store and queues that count requests. */
export interface CountedRequests extends Pick<RunDependencies, 'store' | 'queues'> {
  /** Requests so far. */
  used(): Pick<RunUse, 'puts' | 'gets' | 'messages'>;
  /** When a job was last sent, ISO 8601; `undefined` if none was. */
  lastSentAt(): string | undefined;
}

/** Counts a run's requests to S3 and SQS, for its cost. An upload in parts counts as one request. */
export function countRequests({
  store,
  queues,
  now,
}: Pick<RunDependencies, 'store' | 'queues' | 'now'>): CountedRequests {
  const use = { puts: 0, gets: 0, messages: 0 };
  let sentAt: string | undefined;
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
      send: async (queue, bodies) => {
        use.messages += Math.ceil(bodies.length / MESSAGES_PER_REQUEST);
        try {
          await queues.send(queue, bodies);
        } finally {
          // Even if it failed, some may be on the queue.
          sentAt = now().toISOString();
        }
      },
      pending: (queue) => {
        use.messages += 1;
        return queues.pending(queue);
      },
    },
    used: () => ({ ...use }),
    lastSentAt: () => sentAt,
  };
}
