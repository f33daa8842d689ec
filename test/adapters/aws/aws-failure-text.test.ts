import { describe, expect, test } from 'vitest';
import { awsFailureText } from '#shared/adapters/aws/aws-failure-text.ts';

function named(name: string, message = 'what the SDK said') {
  return Object.assign(new Error(message), { name });
}

describe('awsFailureText', () => {
  test.each([
    [named('ExpiredToken'), 'have expired'],
    [named('ExpiredTokenException', 'The security token included in the request is expired'), 'have expired'],
    [named('RequestExpired'), 'have expired'],
    [
      named('CredentialsProviderError', 'Token is expired. To refresh this SSO session run aws sso login'),
      'have expired',
    ],
    [named('CredentialsProviderError', 'Could not load credentials from any providers'), 'No AWS credentials'],
    [named('InvalidClientTokenId'), 'rejects your credentials'],
    [named('SignatureDoesNotMatch'), 'rejects your credentials'],
    [named('AccessDenied', 'not authorized to perform: sqs:ReceiveMessage'), 'docs/cli.md'],
    [named('QueueDoesNotExist'), 'Deploy the stack again'],
    [named('TimeoutError'), 'cannot be reached'],
    [Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), 'cannot be reached'],
    [new AggregateError([Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })]), 'cannot be reached'],
    [new Error('Region is missing'), 'No AWS region'],
  ])('%s: %s', (error, expected) => {
    const text = awsFailureText(error);
    expect(text).toContain(expected);
    expect(text).toContain(error.message);
  });

  test('of what is not known is what was said', () => {
    expect(awsFailureText(named('Oops', 'what happened'))).toBe('Oops: what happened');
    expect(awsFailureText('thrown text')).toBe('thrown text');
  });
});
