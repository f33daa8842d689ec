import type { Handler } from './api-call.ts';

/** Method, pattern of the decoded path below the cloud name, and what answers. */
export type Route = readonly [method: string, pattern: RegExp, handler: Handler];

/** The first route that fits, with what its pattern captured. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { handler: Handler; captured: string[] } | undefined {
  for (const [wanted, pattern, handler] of routes) {
    const match = wanted === method ? pattern.exec(path) : null;
    if (match) return { handler, captured: match.slice(1) };
  }
  return undefined;
}
