import { request as httpRequest } from 'node:http';
import { type Agent, request as httpsRequest } from 'node:https';

/** Posts a notification. Gives the status, or throws when there is no answer in time. */
export function deliver(
  url: string,
  headers: Record<string, string>,
  body: string,
  options: { timeoutMs: number; agent: Agent },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const target = new URL(url);
    const common = {
      method: 'POST',
      headers: { ...headers, 'Content-Length': String(Buffer.byteLength(body)) },
      signal: AbortSignal.timeout(options.timeoutMs),
    };
    const request =
      target.protocol === 'http:'
        ? httpRequest(target, common)
        : httpsRequest(target, { ...common, agent: options.agent });
    request.on('error', reject);
    request.on('response', (response) => {
      response.on('error', reject);
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.resume();
    });
    request.end(body);
  });
}
