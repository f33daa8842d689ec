import { expect, test } from 'vitest';
import { adminApiFailure } from '#shared/adapters/cloudinary/admin-api-failure.ts';
import { PipelineError } from '#shared/domain/errors.ts';

const SECRET = 'a-secret-no-one-should-see';

test.each<[unknown, string]>([
  [{ http_code: 404, message: 'Resource not found', request_options: { auth: `1:${SECRET}` } }, 'not-found'],
  [{ error: { http_code: 404, message: 'Resource not found - a' } }, 'not-found'],
  [{ error: { http_code: 404, message: 'Server return invalid JSON response. Status Code 404' } }, 'cloudinary-failed'],
  [{ error: { http_code: 200, message: 'Server return invalid JSON response. Status Code 200' } }, 'cloudinary-failed'],
  [{ error: { http_code: 404 } }, 'cloudinary-failed'],
  [{ http_code: 404, error: null }, 'cloudinary-failed'],
  [{ error: { http_code: 420, message: 'no' }, request_options: { auth: `1:${SECRET}` } }, 'throttled'],
  [{ error: { error: { http_code: 401 } } }, 'credentials-unavailable'],
  [{ error: { http_code: '404' } }, 'cloudinary-failed'],
  [{ error: null, secret: SECRET }, 'cloudinary-failed'],
  [Object.assign(new Error(SECRET), { code: 'ECONNRESET' }), 'cloudinary-failed'],
  [new DOMException('The operation timed out.', 'TimeoutError'), 'cloudinary-failed'],
  [SECRET, 'cloudinary-failed'],
  [null, 'cloudinary-failed'],
  [undefined, 'cloudinary-failed'],
])('case %#: a rejection becomes %s, and none of it is kept', (rejection, code) => {
  const failure = adminApiFailure(rejection);
  expect(failure).toMatchObject({ code, cause: undefined });
  expect(JSON.stringify(failure) + failure.stack + failure.message).not.toContain(SECRET);
});

test('our own errors pass unchanged', () => {
  const failure = new PipelineError('out-of-time', 'No time left.');
  expect(adminApiFailure(failure)).toBe(failure);
});
