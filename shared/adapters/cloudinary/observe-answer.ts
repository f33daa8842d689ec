import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/** The observer of the call that a request is made for. */
const observers = new AsyncLocalStorage<(answer: IncomingMessage) => void>();

// Cloudinary's SDK hides the headers of every answer that is an error.
subscribe('http.client.response.finish', (message) => {
  observers.getStore()?.((message as { response: IncomingMessage }).response);
});

/**
 * Makes a call through Cloudinary's SDK, and shows the head of each answer to the requests that it makes.
 *
 * Source: https://nodejs.org/api/diagnostics_channel.html#http
 */
export function observeAnswer<Result>(observe: (answer: IncomingMessage) => void, call: () => Result): Result {
  return observers.run(observe, call);
}
