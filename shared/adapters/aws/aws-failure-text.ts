/** The kinds of failure that an operator can mend, by the names or texts by which SDKs and services tell them. */
const KINDS: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [
    /Region is missing/,
    'No AWS region is set. Set AWS_REGION (AWS_DEFAULT_REGION is not read), or a region in your AWS profile.',
  ],
  [
    /ExpiredToken|RequestExpired|token.*expired|expired.*(?:token|session|credentials)|SSO session/is,
    'Your AWS credentials have expired. Sign in again (for SSO: aws sso login), then repeat the command.',
  ],
  [
    /CredentialsProviderError|TokenProviderError|CredentialsError/,
    'No AWS credentials were found. Set AWS_PROFILE, or sign in, so that `aws sts get-caller-identity` works.',
  ],
  [
    /InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|SignatureDoesNotMatch|AuthFailure/,
    'AWS does not accept your credentials: the key is wrong, deleted, or of another partition.',
  ],
  [
    /AccessDenied|AuthorizationError|UnauthorizedOperation|Forbidden/,
    'AWS denies what your credentials ask for. The permissions that each command needs are in docs/cli.md.',
  ],
  [
    /QueueDoesNotExist|NonExistentQueue|NoSuchBucket/,
    'What the stack names does not exist (any more). Deploy the stack again: npm run deploy.',
  ],
  [
    /ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|TimeoutError|UNABLE_TO_|SELF_SIGNED|CERT_/,
    'AWS cannot be reached. Is the network there, AWS_REGION a region, and AWS_ENDPOINT_URL, if it is set, right?',
  ],
];

/** An error's name, code and text; of an error that holds several, as of a failed connection, those too. */
function described(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? ` ${String(error.code)}` : '';
  const inner = error instanceof AggregateError ? error.errors.map(described).join('; ') : '';
  return [`${error.name}${code}: ${error.message}`, inner].filter((text) => text !== '').join(' ');
}

/** What is wrong, for an operator: what to do about it where that is known, and what the SDK said. */
export function awsFailureText(error: unknown): string {
  const text = described(error);
  const advice = KINDS.find(([pattern]) => pattern.test(text))?.[1];
  return advice === undefined ? text : `${advice} (${text})`;
}
