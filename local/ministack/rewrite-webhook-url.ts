/**
 * Where a URL of a deployed HTTP API is to be found on this machine. A stack knows its API as
 * `https://<id>.execute-api.<somewhere>`, as on AWS; MiniStack serves that under its own endpoint, by path. Whoever
 * plays the outside world resolves names by this function. Any other URL is returned as it is.
 *
 * It works on the text: MiniStack's `https://<id>.execute-api.127.0.0.1:<port>` is no valid URL, and whatever stands in
 * the path must arrive as it was written.
 */
export function rewriteWebhookUrl(endpoint: string, url: string): string {
  const [, apiId, rest] = /^https?:\/\/([a-z0-9]+)\.execute-api\.[^/?#]+(.*)$/s.exec(url) ?? [];
  if (apiId === undefined || rest === undefined) return url;
  return `${endpoint}/_aws/execute-api/${apiId}/$default${rest}`;
}
