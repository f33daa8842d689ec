import { describe, expect, it } from 'vitest';
import { type ErrorCode, errorCodeOf, PipelineError } from '#shared/domain/errors.ts';

describe('PipelineError', () => {
  it('carries its code, message, cause and the moment from which a retry can help', () => {
    const cause = new Error('reset');
    const retryAt = new Date('2026-11-20T10:00:00Z');
    const options = { cause, retryAt, status: 429 };
    const error = new PipelineError('throttled', 'Too many calls.', options);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'PipelineError', code: 'throttled', message: 'Too many calls.', ...options });
    expect(error.cause).toBe(cause);
  });

  it('does without cause and moment', () => {
    const none = { cause: undefined, retryAt: undefined, status: undefined };
    expect(new PipelineError('not-found', 'Gone.')).toMatchObject(none);
  });

  it.each<ErrorCode>([
    'throttled',
    'cloudinary-failed',
    'not-found',
    'wrong-bytes',
    'forbidden-redirect',
    'storage-failed',
    'access-denied',
    'key-taken',
    'out-of-time',
    'credentials-unavailable',
    'malformed-message',
  ])('is retryable as %s', (code) => {
    expect(new PipelineError(code, '').retryable).toBe(true);
  });

  it('is permanent as invalid-configuration', () => {
    expect(new PipelineError('invalid-configuration', '').retryable).toBe(false);
  });
});

describe('errorCodeOf', () => {
  it('is the code of our own errors', () => {
    expect(errorCodeOf(new PipelineError('key-taken', ''))).toBe('key-taken');
  });

  it.each([new Error('throttled'), 'throttled', undefined, { code: 'throttled' }])('is unknown for %o', (error) => {
    expect(errorCodeOf(error)).toBe('unknown');
  });
});
