import { expect, test } from 'vitest';
import { adminApiFailure } from '#shared/adapters/cloudinary/cloudinary-admin-api.ts';
import { PipelineError } from '#shared/domain/errors.ts';

const SECRET = 'a-secret-nobody-should-see';

test.each<[unknown, string]>([
  [{ http_code: 404, message: 'Resource not found', request_options: { auth: `1:${SECRET}` } }, 'not-found'],
  [{ error: { http_code: 404, message: 'Resource not found - a' } }, 'not-found'],
  [{ error: { http_code: 404, message: 'Server return invalid JSON response. Status Code 404' } }, 'origin-failed'],
  [{ error: { http_code: 404 } }, 'origin-failed'],
  [{ http_code: 404, error: null }, 'origin-failed'],
  [{ error: { http_code: 420, message: 'no' }, request_options: { auth: `1:${SECRET}` } }, 'throttled'],
  [{ error: { error: { http_code: 401 } } }, 'credentials-unavailable'],
  [{ error: { http_code: '404' } }, 'origin-failed'],
  [{ error: null, secret: SECRET }, 'origin-failed'],
  [Object.assign(new Error(SECRET), { code: 'ECONNRESET' }), 'origin-failed'],
  [new DOMException('The operation timed out.', 'TimeoutError'), 'origin-failed'],
  [SECRET, 'origin-failed'],
  [null, 'origin-failed'],
  [undefined, 'origin-failed'],
])('case %#: a rejection becomes %s, and nothing of it stays', (rejection, code) => {
  const failure = adminApiFailure(rejection);
  expect(failure).toMatchObject({ code, cause: undefined });
  expect(JSON.stringify(failure) + failure.stack + failure.message).not.toContain(SECRET);
});

test('an error of our own stays as it is', () => {
  const failure = new PipelineError('out-of-time', 'No time left.');
  expect(adminApiFailure(failure)).toBe(failure);
});
