import { expect, test } from 'vitest';
import { rewriteWebhookUrl } from '../../../local/ministack/rewrite-webhook-url.ts';

const ENDPOINT = 'https://127.0.0.1:40000';
const API = `${ENDPOINT}/_aws/execute-api/aa1b81fa/$default`;

test.each([
  ['https://aa1b81fa.execute-api.127.0.0.1:40000/webhooks/demo', `${API}/webhooks/demo`],
  ['https://aa1b81fa.execute-api.127.0.0.1:40000', API],
  ['https://aa1b81fa.execute-api.us-east-1.amazonaws.com/webhooks/demo', `${API}/webhooks/demo`],
  ['https://aa1b81fa.execute-api.localhost:40000/webhooks/demo?a=b#c', `${API}/webhooks/demo?a=b#c`],
  ['https://aa1b81fa.execute-api.127.0.0.1:40000/webhooks/a%2Fb%20c/../é', `${API}/webhooks/a%2Fb%20c/../é`],
])('%s is found at %s', (url, expected) => {
  expect(rewriteWebhookUrl(ENDPOINT, url)).toBe(expected);
});

test.each(['https://example.com/hook', 'https://example.com/x.execute-api.y/z', 'not a URL', ''])(
  '%s is left alone',
  (url) => {
    expect(rewriteWebhookUrl(ENDPOINT, url)).toBe(url);
  },
);
